import AblateArchitectures
import Testing

/// Families and blocks that the roadmap does not have, against PyTorch in double precision.
@Suite("Golden networks of other families") struct FamilyGoldenTests {
    struct Header: GoldenPass {
        let name: String
        let architecture: AnyArchitecture?
        let seed: Int
        let imageShape: [Int]
        let classes: Int
        let labels: [Int]
        let labelSmoothing: Double
        let loss: Double
        let vanishing: [String]
        let parameters: [Named]

        struct Named: Decodable {
            let name: String
            let shape: [Int]
        }
    }

    private func expectPyTorch(
        _ name: String, sweepsEverywhere: Bool, _ make: (Header, Shape) throws -> Network
    ) throws {
        let golden = try Golden<Header>("network-\(name)")
        let header = golden.header
        let network = try make(
            header,
            Shape(
                height: header.imageShape[1], width: header.imageShape[2], channels: header.imageShape[3]))
        #expect(network.parameters.map(\.name) == header.parameters.map(\.name))
        #expect(network.parameters.map(\.shape) == header.parameters.map(\.shape))
        try GoldenNetwork(
            network, images: header.imageShape[0], seed: header.seed, sweepsEverywhere: sweepsEverywhere
        ).expectPyTorchsPass(golden)
    }

    /// Even windows; padded, shifted and masked ones; windows as long as the map in one direction alone.
    @Test(arguments: ["swin-even", "swin-padded", "swin-clipped"], [false, true])
    func swinIsPyTorchs(name: String, sweepsEverywhere: Bool) throws {
        try expectPyTorch(name, sweepsEverywhere: sweepsEverywhere) { header, input in
            let architecture = try #require(header.architecture)
            #expect(architecture.family == "swin")
            return try architecture.network(input: input, classes: header.classes)
        }
    }

    /// ResNeXt's block, and a grouped convolution with a stride and a bias.
    @Test(arguments: [false, true]) func groupedConvolutionsArePyTorchs(sweepsEverywhere: Bool) throws {
        try expectPyTorch("grouped", sweepsEverywhere: sweepsEverywhere) { header, input in
            var builder = NetworkBuilder(input: input)
            builder.sequence("stem") { stem in
                stem.convolution("conv", to: 12, kernelSize: 3)
                stem.norm("norm", .batchNorm)
                stem.activation("act", .relu)
            }
            builder.residual("block", activation: .relu) { block in
                block.convolution("conv1", to: 24, kernelSize: 1)
                block.norm("norm1", .batchNorm)
                block.activation("act1", .relu)
                block.convolution("conv2", to: 24, kernelSize: 3, groups: 4)
                block.norm("norm2", .batchNorm)
                block.activation("act2", .relu)
                block.convolution("conv3", to: 12, kernelSize: 1)
                block.norm("norm3", .batchNorm)
            }
            builder.convolution("down", to: 18, kernelSize: 3, stride: 2, groups: 3, hasBias: true)
            builder.activation("down_act", .relu)
            return try builder.withHead(header.classes)
        }
    }

    /// MobileNetV2's block with a gate, and SiLU.
    @Test(arguments: [false, true]) func gatesArePyTorchs(sweepsEverywhere: Bool) throws {
        try expectPyTorch("gated", sweepsEverywhere: sweepsEverywhere) { header, input in
            var builder = NetworkBuilder(input: input)
            builder.sequence("stem") { stem in
                stem.convolution("conv", to: 8, kernelSize: 3, hasBias: true)
                stem.layerNorm("norm")
            }
            builder.residual("block") { block in
                block.convolution("conv1", to: 16, kernelSize: 1)
                block.norm("norm1", .batchNorm)
                block.activation("act1", .silu)
                block.depthwise("conv2", kernelSize: 3)
                block.norm("norm2", .batchNorm)
                block.activation("act2", .silu)
                block.gate("gate") { gate in
                    gate.globalAveragePool("pool")
                    gate.linear("reduce", to: 4)
                    gate.activation("act", .relu)
                    gate.linear("expand", to: 16)
                    gate.activation("sigmoid", .sigmoid)
                }
                block.convolution("conv3", to: 8, kernelSize: 1)
                block.norm("norm3", .batchNorm)
            }
            return try builder.withHead(header.classes)
        }
    }

    /// ConvNeXt V2's block.
    @Test(arguments: [false, true]) func responseNormsArePyTorchs(sweepsEverywhere: Bool) throws {
        try expectPyTorch("response-norm", sweepsEverywhere: sweepsEverywhere) { header, input in
            var builder = NetworkBuilder(input: input)
            builder.sequence("stem") { stem in
                stem.convolution("conv", to: 8, kernelSize: 4, stride: 4, padding: 0, hasBias: true)
                stem.layerNorm("norm")
            }
            builder.residual("block") { block in
                block.depthwise("conv1", kernelSize: 7, hasBias: true)
                block.layerNorm("norm1")
                block.linear("linear1", to: 32)
                block.activation("act", .gelu)
                block.globalResponseNorm("response_norm")
                block.linear("linear2", to: 8)
            }
            return try builder.withHead(header.classes, norm: true)
        }
    }
}

extension NetworkBuilder {
    fileprivate func withHead(_ classes: Int, norm: Bool = false) throws(ArchitectureError) -> Network {
        var builder = self
        builder.sequence("head") { head in
            head.globalAveragePool("pool")
            if norm { head.layerNorm("norm") }
            head.linear("linear", to: classes)
        }
        return try builder.network(classes: classes)
    }
}
