import AblateArchitectures
import AblateExperiments
import Testing

@Suite struct ValidationTests {
    private static let square = Shape(side: 64, channels: 3)

    static let refusals: [(change: @Sendable (inout ConvNet) -> Void, sentence: String)] = [
        ({ $0.depths = [] }, "An architecture needs at least one stage, but depths is empty."),
        ({ $0.depths = [1, 0, 1] }, "Every stage needs at least one block, but depths[1] is 0."),
        ({ $0.depths = [1, 2, -1] }, "Every stage needs at least one block, but depths[2] is -1."),
        (
            { $0.depths = Array(repeating: 1, count: 9) },
            "At most 8 stages are supported, but depths has 9 entries."
        ),
        ({ $0.width = 0 }, "The width must be a channel count of 1 or more, but is 0."),
        (
            { $0.stageWidths = [64, 128, 256] },
            "stageWidths must be 4 channel counts from 1 to 65536, one a stage, but is (64,128,256)."
        ),
        (
            { $0.stageWidths = [64, 128, 0, 512] },
            "stageWidths must be 4 channel counts from 1 to 65536, one a stage, but is (64,128,0,512)."
        ),
        (
            { $0.stageWidths = [64, 128, 256, 65_537] },
            "stageWidths must be 4 channel counts from 1 to 65536, one a stage, but is (64,128,256,65537)."
        ),
        ({ $0.stemReduction = 3 }, "The stem can divide the image side by 2 or 4, but stemReduction is 3."),
        (
            { $0.block.kernelSize = 4 },
            "The block's kernel size must be odd, so that padding keeps the side, and from 1 to 31, but is 4."
        ),
        (
            { $0.block.kernelSize = -1 },
            "The block's kernel size must be odd, so that padding keeps the side, and from 1 to 31, but is -1."
        ),
        (
            { $0.layerScale = 0 },
            "Layer Scale must start from a finite number other than zero, but starts from 0.0."
        ),
        (
            { $0.layerScale = .infinity },
            "Layer Scale must start from a finite number other than zero, but starts from inf."
        ),
        (
            { $0.block.convolution = .grouped },
            "A grouped convolution needs its number of groups, but block.groups is none."
        ),
        ({ $0.block.groups = 0 }, "A block's groups must be 1 or more, but are 0."),
        (
            {
                $0.stem = .patchify
                $0.stemReduction = 32
            }, "A stem of patches can divide the image side by 1 to 31, but stemReduction is 32."
        ),
    ]

    @Test func `groups that do not divide the channels are refused with the layer's name`() {
        var architecture = ConvNet.resNet(.small)
        architecture.block.convolution = .grouped
        architecture.block.groups = 5
        let error = #expect(throws: ArchitectureError.self) {
            _ = try Network(architecture, input: Self.square, classes: 10)
        }
        #expect(
            error?.description
                == "stages.0.blocks.0.conv2 has 16 channels, which do not divide into 5 groups.")
    }

    @Test(arguments: refusals.indices)
    func `what means nothing is refused in one sentence`(_ index: Int) {
        let refusal = Self.refusals[index]
        var architecture = ConvNet()
        refusal.change(&architecture)
        let error = #expect(throws: ArchitectureError.self) { try architecture.validate() }
        #expect(error?.description == refusal.sentence)
        #expect(throws: ArchitectureError.self) {
            _ = try Network(architecture, input: Self.square, classes: 10)
        }
    }

    @Test func `inputs and classes that leave nothing to compute are refused in one sentence`() {
        func sentence(_ input: Shape, classes: Int) -> String? {
            #expect(throws: ArchitectureError.self) {
                _ = try Network(ConvNet(), input: input, classes: classes)
            }?.description
        }
        #expect(
            sentence(Self.square, classes: 0) == "A classifier needs at least 1 class, but 0 were asked for.")
        #expect(
            sentence(Shape(side: 64, channels: 0), classes: 10)
                == "An image needs at least 1 channel, but has 0.")
        #expect(
            sentence(Shape(height: 64, width: 0, channels: 3), classes: 10)
                == "The input of 64×0×3 vanishes before the last stage; this architecture needs at least "
                + "1 px a side.")
    }

    @Test func `the smallest side is the first at which every map keeps a pixel`() throws {
        for architecture in Self.samplesOfGeometry {
            let side = architecture.smallestSide
            let firstThatSurvives = (1...2048).first { Self.survives(architecture, side: $0) }
            #expect(side == firstThatSurvives, "\(architecture.fields)")

            let network = try Network(architecture, input: Shape(side: side, channels: 1), classes: 2)
            #expect(network.layers.allSatisfy { $0.input.pixels > 0 && $0.output.pixels > 0 })
            for tooSmall in [
                Shape(side: side - 1, channels: 1), Shape(height: side - 1, width: side, channels: 1),
                Shape(height: side, width: side - 1, channels: 1),
            ] {
                #expect(throws: ArchitectureError.inputTooSmall(tooSmall, neededSide: side)) {
                    _ = try Network(architecture, input: tooSmall, classes: 2)
                }
            }
        }
    }

    /// All stems, ways of halving and stage counts, with small and large kernels.
    private static var samplesOfGeometry: [ConvNet] {
        var samples: [ConvNet] = []
        for stem in Stem.allCases {
            for reduction in [2, 4] {
                for downsampling in Downsampling.allCases {
                    for stages in 1...8 {
                        for kernelSize in [1, 11] {
                            var architecture = ConvNet(
                                depths: Array(repeating: 1, count: stages), width: 1)
                            architecture.stem = stem
                            architecture.stemReduction = reduction
                            architecture.downsampling = downsampling
                            architecture.block.kernelSize = kernelSize
                            samples.append(architecture)
                        }
                    }
                }
            }
        }
        return samples
    }

    /// Follows the side of the map through every layer that can shrink it.
    private static func survives(_ architecture: ConvNet, side: Int) -> Bool {
        var side = side
        func window(_ kernelSize: Int, stride: Int, padding: Int) {
            let room = side + 2 * padding - kernelSize
            side = side > 0 && room >= 0 ? room / stride + 1 : 0
        }
        let reduction = architecture.stemReduction
        switch architecture.stem {
        case .patchify: window(reduction, stride: reduction, padding: 0)
        case .resNet:
            if reduction == 4 { window(7, stride: 2, padding: 3) } else { window(3, stride: 1, padding: 1) }
            window(3, stride: 2, padding: 1)
        }
        for _ in 1..<architecture.depths.count {
            switch architecture.downsampling {
            case .separate: window(2, stride: 2, padding: 0)
            case .inBlock:
                let kernelSize = architecture.block.kernelSize
                window(kernelSize, stride: 2, padding: kernelSize / 2)
            }
        }
        return side > 0
    }
}
