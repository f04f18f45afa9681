import AblateKit

/// MobileNetV2's inverted residuals (Sandler et al., arXiv:1801.04381), with a gate as squeeze-excitation has it.
struct MobileNet: Architecture {
    static let family = "mobilenet"
    var depths = [1, 2]
    var width = 8
    var expansion = 3
    var hasGates = false

    var fields: [(name: String, value: String)] {
        [
            ("depths", "(\(depths.map(String.init).joined(separator: ",")))"), ("width", "\(width)"),
            ("expansion", "\(expansion)"), ("hasGates", "\(hasGates)"),
        ]
    }

    func network(input: Shape, classes: Int) throws(ArchitectureError) -> Network {
        var network = NetworkBuilder(input: input)
        network.convolution("stem", to: width, kernelSize: 3, hasBias: true)
        for (stage, depth) in depths.enumerated() {
            for index in 0..<depth {
                let name = "stages.\(stage).blocks.\(index)"
                if index == 0 {
                    network.sequence(name) { addBlock(&$0, to: width << stage, stride: 2) }
                } else {
                    network.residual(name) { addBlock(&$0, to: width << stage, stride: 1) }
                }
            }
        }
        network.globalAveragePool("pool")
        network.linear("head", to: classes)
        return try network.network(classes: classes)
    }

    /// The block: channels grow, each is convolved alone, and they shrink again.
    private func addBlock(_ block: inout NetworkBuilder, to channels: Int, stride: Int) {
        block.convolution("expand", to: expansion * block.shape.channels, kernelSize: 1)
        block.norm("norm1", .batchNorm)
        block.activation("act1", .silu)
        block.depthwise("depthwise", kernelSize: 3, stride: stride)
        block.norm("norm2", .batchNorm)
        block.activation("act2", .silu)
        if hasGates {
            let wide = block.shape.channels
            block.gate("gate") { gate in
                gate.globalAveragePool("pool")
                gate.linear("reduce", to: max(1, wide / 4))
                gate.activation("act", .relu)
                gate.linear("expand", to: wide)
                gate.activation("sigmoid", .sigmoid)
            }
        }
        block.convolution("project", to: channels, kernelSize: 1)
        block.norm("norm3", .batchNorm)
    }
}

extension Roadmap<MobileNet> {
    /// A gate in every block, and a ConvNet beside the last row.
    static func mobile(_ regime: Regime) -> Roadmap {
        Roadmap("mobile", from: MobileNet(), as: "inverted-residuals", "Inverted residuals") {
            Step("gates", "squeeze-excitation", .set(\.hasGates, true))
            Peer("plain", "Plain", ConvNet.resNet(regime))
        }
    }
}

extension Study {
    static let mobile = Study(
        "mobile", "Does a gate help a block of our own?", regime: .tiny, rows: Roadmap.mobile,
        recipe: .small(epochs: 20), dataset: "image-folder", seeds: [0, 1])
}
