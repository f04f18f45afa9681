import AblateArchitectures
import Testing

/// What a family of one's own is written with.
@Suite struct NetworkBuilderTests {
    private static func network(
        _ body: (inout NetworkBuilder) -> Void
    ) throws(ArchitectureError) -> Network {
        var builder = NetworkBuilder(input: Shape(height: 5, width: 6, channels: 8))
        body(&builder)
        builder.globalAveragePool("pool")
        builder.linear("head", to: 3)
        return try builder.network(classes: 3)
    }

    @Test func `names lie below those of the blocks around them`() throws {
        let network = try Self.network { builder in
            builder.sequence("a") { a in
                a.residual("b") { b in
                    b.linear("c", to: 8)
                    b.gate("d") { $0.activation("e", .sigmoid) }
                }
                a.residual(branch: { $0.linear("f", to: 8) }, shortcut: { $0.linear("g", to: 8) })
            }
        }
        #expect(network.layers.map(\.name) == ["a.b.c", "a.b.d.e", "a.f", "a.g", "pool", "head"])
        #expect(network.residuals.map(\.name) == ["a.b", "a"])
    }

    @Test func `residuals of a block have one rate of stochastic depth`() throws {
        let network = try Self.network { builder in
            builder.residual("a") { $0.linear("x", to: 8) }
            builder.residual("b", depth: .asBefore) { $0.linear("x", to: 8) }
            builder.residual("c") { c in
                c.residual("d") { $0.linear("x", to: 8) }
            }
        }
        #expect(network.residuals.map(\.name) == ["a", "b", "c", "c.d"])
        #expect(network.residuals.map(\.index) == [0, 1, 2, 3])
        #expect(network.residuals.map(\.depth) == [0, 0, 1, 2])
    }

    static let faults: [(body: @Sendable (inout NetworkBuilder) -> Void, sentence: String)] = [
        (
            { $0.convolution("a", to: 9, kernelSize: 3, groups: 4) },
            "a has 9 channels, which do not divide into 4 groups."
        ),
        (
            { $0.convolution("a", to: 8, kernelSize: 3, groups: 3) },
            "a has 8 channels, which do not divide into 3 groups."
        ),
        (
            { $0.convolution("a", to: 8, kernelSize: 7, padding: 0) },
            "a leaves no pixel of its input of 5×6×8."
        ),
        ({ $0.convolution("a", to: 8, kernelSize: 33) }, "The pixels of kernel of a cannot be 33."),
        ({ $0.convolution("a", to: 0, kernelSize: 1) }, "The channels of a cannot be 0."),
        ({ $0.convolution("a", to: 8, kernelSize: 1, stride: 0) }, "The stride of a cannot be 0."),
        (
            { $0.residual("a") { $0.linear("x", to: 9) } },
            "The branch of a ends in 5×6×9, which does not join 5×6×8."
        ),
        (
            { $0.gate("a") { $0.linear("x", to: 9) } },
            "The branch of a ends in 5×6×9, which does not join 5×6×8."
        ),
        ({ $0.gate("a") { _ in } }, "The gate a has no layer."),
        ({ $0.linear("head", to: 8) }, "Two layers are called head."),
        ({ $0.convolution("a", to: 8, kernelSize: 3, padding: 3) }, "The padding of a cannot be 3."),
        ({ $0.convolution("a", to: 8, kernelSize: 3, padding: -1) }, "The padding of a cannot be -1."),
        ({ $0.pad("a", toMultiplesOf: 0, 1) }, "The rows or columns to divide by of a cannot be 0."),
        (
            { builder in
                builder.linear("qkv", to: 24)
                builder.windowedAttention(
                    "a", .init(heads: 2, windowHeight: 5, windowWidth: 6, shiftHeight: 5, shiftWidth: 0),
                    height: 5, width: 6)
            }, "The rows of shift of a cannot be 5."
        ),
        (
            { builder in
                builder.linear("qkv", to: 24)
                builder.windowedAttention(
                    "a", .init(heads: 2, windowHeight: 5, windowWidth: 6, shiftHeight: 0, shiftWidth: 0),
                    height: 5, width: 7)
            }, "The rows or columns of a cannot be 7."
        ),
        (
            { $0.layerScale("a", initial: 0) },
            "Layer Scale must start from a finite number other than zero, but starts from 0.0."
        ),
        (
            { builder in
                builder.linear("qkv", to: 24)
                builder.windowedAttention(
                    "a",
                    .init(heads: 2, windowHeight: 2, windowWidth: 3, shiftHeight: 0, shiftWidth: 0),
                    height: 5,
                    width: 6)
            }, "a needs windows that divide its map, but windows of 2×3 do not divide 5×6×24."
        ),
        (
            { builder in
                builder.windowedAttention(
                    "a",
                    .init(heads: 2, windowHeight: 5, windowWidth: 3, shiftHeight: 0, shiftWidth: 0),
                    height: 5,
                    width: 6)
            }, "a has 8 channels, which do not divide into 3 queries, keys and values."
        ),
    ]

    /// The first fault counts, in a sentence that names the layer.
    @Test(arguments: faults.indices)
    func `what cannot be is refused in a sentence`(index: Int) {
        let (body, sentence) = Self.faults[index]
        let error = #expect(throws: ArchitectureError.self) { try Self.network(body) }
        #expect(error?.description == sentence)
    }

    @Test func `a network ends in a number for each class`() {
        var builder = NetworkBuilder(input: Shape(side: 4, channels: 3))
        builder.linear("head", to: 3)
        let error = #expect(throws: ArchitectureError.self) { try builder.network(classes: 3) }
        #expect(
            error?.description
                == "A network ends in a number for each of its 3 classes, but this one ends in 4×4×3.")
    }

    @Test func `padding that changes nothing is no layer`() throws {
        let network = try Self.network { builder in
            builder.pad("a", toMultiplesOf: 5, 3)
            builder.pad("b", toMultiplesOf: 4, 3)
        }
        #expect(network.layers.map(\.name) == ["b", "pool", "head"])
        #expect(network.layers[0].output == Shape(height: 8, width: 6, channels: 8))
    }
}
