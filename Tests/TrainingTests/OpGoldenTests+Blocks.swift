import AblateKernels
import Testing

/// Operations that the roadmap has no row of, but its branches, peers and other families.
extension OpGoldenTests {
    @Test func groupedConvolution() throws {
        for c in try cases("groupedConvolution") {
            let (dense, images) = try geometry(c)
            let g = GroupedGeometry(dense, groups: try #require(c.groups))
            let x = Floats(try tensor(c, "input"))
            let w = Floats(try tensor(c, "weight"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let bias = c.hasBias == true ? Floats(try tensor(c, "bias")) : nil
            let y = Floats(count: dy.count)
            executor.groupedConvolution(g, images: images, x, weight: w, bias: bias, into: y)
            try expect(y, c, "output")
            let dw = Floats(count: w.count)
            dw.fill(.nan)
            let db = bias.map { Floats(count: $0.count) }
            executor.groupedWeightGradient(g, images: images, x, dy, into: dw, bias: db)
            try expect(dw, c, "weightGradient")
            if let db { try expect(db, c, "biasGradient") }
            try expectInputGradient(c, count: x.count) { dx, accumulating in
                executor.groupedInputGradient(
                    g, images: images, dy, weight: w, into: dx, accumulating: accumulating)
            }
        }
    }

    @Test func globalResponseNorm() throws {
        for c in try cases("globalResponseNorm") {
            let shape = try shape(c, "input")
            let (images, pixels, channels) = (shape[0], shape[1] * shape[2], shape[3])
            let x = Floats(try tensor(c, "input"))
            let weight = Floats(try tensor(c, "weight"))
            let y = Floats(count: x.count)
            let lengths = Floats(count: images * channels)
            let means = Floats(count: images)
            executor.responseNorm(
                images: images, pixels: pixels, channels: channels, x, weight: weight,
                bias: Floats(try tensor(c, "bias")), into: y, lengths: lengths, means: means)
            try expect(y, c, "output")
            let dx = Floats(try tensor(c, "outputGradient"))
            let dw = Floats(count: channels)
            let db = Floats(count: channels)
            executor.responseNormBackward(
                images: images, pixels: pixels, channels: channels, x, weight: weight, lengths: lengths,
                means: means, dx, into: dx, weight: dw, bias: db)
            try expect(dx, c, "inputGradient")
            try expect(dw, c, "weightGradient")
            try expect(db, c, "biasGradient")
        }
    }

    @Test func gate() throws {
        for c in try cases("gate") {
            let input = try shape(c, "input")
            let (images, pixels, channels) = (input[0], input[1] * input[2], input[3])
            let x = Floats(try tensor(c, "input"))
            let s = Floats(try tensor(c, "gate"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let y = Floats(count: x.count)
            let ds = Floats(count: s.count)
            ds.fill(.nan)
            let isByPixel = try shape(c, "gate") == input
            if isByPixel {
                executor.multiply(x, s, into: y)
            } else {
                executor.gate(images: images, pixels: pixels, channels: channels, x, by: s, into: y)
            }
            try expect(y, c, "output")
            try expectInputGradient(c, count: x.count) { dx, accumulating in
                if isByPixel {
                    executor.gateBackward(x, by: s, dy, into: dx, accumulating: accumulating, gate: ds)
                } else {
                    executor.gateBackward(
                        images: images, pixels: pixels, channels: channels, x, by: s, dy, into: dx,
                        accumulating: accumulating, gate: ds)
                }
            }
            try expect(ds, c, "gateGradient")
        }
    }

    @Test func rearrangements() throws {
        for c in try cases("pad") + cases("patchMerging") {
            let input = try shape(c, "input")
            let output = try shape(c, "output")
            let rearrangement =
                c.op == "pad"
                ? Executor.Rearrangement.padding(height: output[1], width: output[2]) : .patchMerging
            let x = Floats(try tensor(c, "input"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let y = Floats(count: dy.count)
            y.fill(.nan)
            executor.rearrange(
                rearrangement, images: input[0], height: input[1], width: input[2], channels: input[3], x,
                into: y)
            #expect(y.array == (try tensor(c, "output")), "\(c.name)")
            let dx = Floats(count: x.count)
            dx.fill(.nan)
            executor.rearrangeBackward(
                rearrangement, images: input[0], height: input[1], width: input[2], channels: input[3], dy,
                into: dx)
            #expect(dx.array == (try tensor(c, "inputGradient")), "\(c.name)")
        }
    }

    @Test func windowedAttention() throws {
        for c in try cases("windowed-attention") {
            let input = try shape(c, "input")
            let output = try shape(c, "output")
            let window = try #require(c.window)
            let shift = try #require(c.shift)
            let g = WindowedAttentionGeometry(
                height: input[1], width: input[2], outHeight: output[1], outWidth: output[2],
                channels: output[3], heads: try #require(c.heads), windowHeight: window[0],
                windowWidth: window[1], shiftHeight: shift[0], shiftWidth: shift[1])
            let x = Floats(try tensor(c, "input"))
            let bias = Floats(try tensor(c, "weight"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let y = Floats(count: dy.count)
            let statistics = Floats(count: input[0] * g.statisticsCount)
            executor.windowedAttention(
                g, images: input[0], x, positionBias: bias, into: y, statistics: statistics)
            try expect(y, c, "output")
            let dx = Floats(count: x.count)
            dx.fill(.nan)
            let db = Floats(count: bias.count)
            executor.windowedAttentionBackward(
                g, images: input[0], x, positionBias: bias, statistics: statistics, dy, into: dx,
                positionBias: db)
            try expect(dx, c, "inputGradient")
            // A token that sees itself alone has no gradient but rounding.
            if window != [1, 1] { try expect(db, c, "weightGradient") }
        }
    }
}
