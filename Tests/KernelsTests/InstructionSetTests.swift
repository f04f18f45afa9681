import CAblateKernels
import Testing

/// Each fast kernel against the plain one beside it, on every instruction set that this machine has.
@Suite struct InstructionSetTests {
    /// Below, at and above the vector widths, with every kind of remainder.
    static let channelCounts = [1, 3, 4, 7, 8, 15, 16, 17, 24, 33, 48]

    @Test func thereIsSomethingToCompare() {
        #expect(fastSets.contains { $0.name == "baseline" })
    }

    @Test(arguments: [CK_IDENTITY, CK_RELU, CK_GELU, CK_SIGMOID, CK_SILU].map(\.rawValue))
    func activationsAgree(code: UInt32) {
        let f = ck_activation(rawValue: code)
        for count in [1, 5, 16, 100, 1001] {
            let x = randomFloats(count, seed: count, scale: 3)
            let dy = randomFloats(count, seed: count + 1)
            expectAgreement("activate \(f) of \(count)") {
                var y = [Float](repeating: 7, count: count)
                var dx = y
                ck_activate(count, f, x, &y)
                ck_activate_backward(count, f, x, dy, &dx)
                var kept = x
                var again = y
                ck_activate_keeping(count, f, &kept, &again)
                var product = dx
                ck_multiply(count, dy, kept, &product)
                return [y, dx, kept, again, product]
            }
        }
    }

    @Test func activationsKeepNaNAndInfinities() {
        let x: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 0x1p-140, -1e30, 1e30]
        for set in fastSets {
            ck_use_instruction_set_here(set.code)
            defer { ck_use_instruction_set_here(-1) }
            for f in [CK_RELU, CK_GELU, CK_SILU] {
                var y = [Float](repeating: 0, count: x.count)
                ck_activate(x.count, f, x, &y)
                #expect(y[0].isNaN, "\(f) on \(set.name)")
                #expect(y[1] == .infinity && y[3] == 0 && y[7] == 1e30, "\(f) on \(set.name): \(y)")
            }
        }
    }

    @Test(arguments: channelCounts) func rowKernelsAgree(channels: Int) {
        for rows in [1, 2, 5, 64] {
            let count = rows * channels
            let x = randomFloats(count, seed: 1).map { $0 * 2 + 3 }
            let dy = randomFloats(count, seed: 2)
            let weight = randomFloats(channels, seed: 3)
            let bias = randomFloats(channels, seed: 4)
            let mean = randomFloats(channels, seed: 5)
            let what = "\(rows) × \(channels)"
            expectAgreement("sums of \(what)") {
                var sums = bias
                ck_column_sums(rows, channels, x, &sums)
                return [sums]
            }
            expectAgreement("moments of \(what)", tolerance: 1e-4) {
                var m = weight
                var d = weight
                ck_moments(rows, channels, x, &m, &d)
                return rows == 1 ? [m] : [m, d]
            }
            expectAgreement("bias of \(what)") {
                var y = x
                ck_add_bias(rows, channels, bias, &y)
                return [y]
            }
            for f in [CK_IDENTITY, CK_RELU, CK_GELU] {
                expectAgreement("batch norm with \(f) of \(what)", tolerance: 1e-4) {
                    var y = x
                    var g = weight
                    var gx = weight
                    var dx = x
                    ck_scale_shift(rows, channels, f, x, weight, bias, &y)
                    ck_batch_norm_sums(rows, channels, f, x, weight, bias, mean, dy, &g, &gx)
                    ck_batch_norm_backward(rows, channels, f, x, weight, bias, mean, bias, mean, dy, &dx)
                    return [y, g, gx, dx]
                }
            }
            for accumulate in [Int32(0), 1] {
                expectAgreement("layer norm of \(what)", tolerance: 1e-4) {
                    var y = x
                    var m = [Float](repeating: 0, count: rows)
                    var s = m
                    ck_layer_norm(rows, channels, 1e-6, x, weight, bias, &y, &m, &s)
                    // Backwards from the same statistics on every set.
                    let rstd = s.map { _ in Float(0.7) }
                    let center = m.map { _ in Float(2.5) }
                    var dx = dy
                    var dw = weight
                    var db = bias
                    ck_layer_norm_backward(
                        rows, channels, accumulate, x, weight, center, rstd, dy, &dx, &dw, &db)
                    return channels == 1 ? [m, dx, dw, db] : [y, m, s, dx, dw, db]
                }
            }
            for scaled in [false, true] {
                expectAgreement("residual of \(what)") {
                    var sum = x
                    var dx = x
                    var ds = weight
                    weight.withUnsafeBufferPointer { scale in
                        bias.withUnsafeBufferPointer { shift in
                            ck_residual_add(
                                rows, channels, scaled ? CK_RELU : CK_IDENTITY, x,
                                scaled ? scale.baseAddress : nil, scaled ? shift.baseAddress : nil, 1.25, dy,
                                scaled ? shift.baseAddress : nil, scaled ? scale.baseAddress : nil, &sum)
                            ds.withUnsafeMutableBufferPointer { d in
                                ck_residual_backward(
                                    rows, channels, x, scaled ? scale.baseAddress : nil, 1.25, dy, &dx,
                                    scaled ? d.baseAddress : nil)
                            }
                        }
                    }
                    return [sum, dx, ds]
                }
            }
        }
    }

    @Test(arguments: channelCounts) func poolsAgree(channels: Int) {
        for (height, width) in [(1, 1), (2, 3), (5, 4), (9, 9)] {
            let count = height * width * channels
            let x = randomFloats(count, seed: 1)
            let outputs = ((height - 1) / 2 + 1) * ((width - 1) / 2 + 1) * channels
            let dy = randomFloats(outputs, seed: 2)
            expectAgreement("max-pool of \(height)×\(width)×\(channels)") {
                var y = [Float](repeating: 0, count: outputs)
                var which = [Int32](repeating: 0, count: outputs)
                var dx = [Float](repeating: 9, count: count)
                ck_max_pool(height, width, channels, 3, 2, 1, x, &y, &which)
                ck_max_pool_backward(height, width, channels, 3, 2, 1, dy, which, &dx)
                return [y, which.map(Float.init), dx]
            }
        }
    }

    @Test func maxPoolTakesTheFirstOfEquals() {
        let x = [Float](repeating: 1, count: 9)
        for set in fastSets {
            ck_use_instruction_set_here(set.code)
            defer { ck_use_instruction_set_here(-1) }
            var y: [Float] = [0]
            var which: [Int32] = [0]
            ck_max_pool(3, 3, 1, 3, 3, 0, x, &y, &which)
            #expect(y == [1] && which == [0])
        }
    }

    @Test(arguments: [1, 2, 3, 5, 7, 9, 11]) func depthwiseAgrees(kernel: Int) {
        for (height, width) in [(1, 1), (2, 2), (5, 3), (9, 17)] {
            for stride in [1, 2, 3] {
                for channels in [1, 5, 8, 19, 24] {
                    let padding = kernel / 2
                    let outHeight = (height + 2 * padding - kernel) / stride + 1
                    let outWidth = (width + 2 * padding - kernel) / stride + 1
                    if outHeight < 1 || outWidth < 1 { continue }
                    var g = ck_geometry(
                        height: height, width: width, channels: channels, out_height: outHeight,
                        out_width: outWidth, kernel: Int32(kernel), stride: Int32(stride),
                        padding: Int32(padding))
                    let images = 2
                    let x = randomFloats(images * height * width * channels, seed: 1)
                    let w = randomFloats(kernel * kernel * channels, seed: 2)
                    let bias = randomFloats(channels, seed: 3)
                    let dy = randomFloats(images * outHeight * outWidth * channels, seed: 4)
                    expectAgreement("depthwise \(kernel) s\(stride) on \(height)×\(width)×\(channels)") {
                        // What the scratch held before must not matter.
                        var scratch = [Float](repeating: .nan, count: ck_depthwise_scratch(&g))
                        var y = dy
                        var dx = x
                        var sum = x
                        var dw = w
                        ck_depthwise(&g, images, x, nil, w, bias, &y, &scratch)
                        ck_depthwise_input_gradient(&g, images, 0, dy, w, &dx, &scratch)
                        ck_depthwise_input_gradient(&g, images, 1, dy, w, &sum, &scratch)
                        ck_depthwise_weight_gradient(&g, images, x, nil, dy, &dw, &scratch)
                        var through = dy
                        var dwThrough = w
                        withReading(scale: bias, shift: Array(bias.reversed()), CK_RELU) { reading in
                            ck_depthwise(&g, images, x, reading, w, bias, &through, &scratch)
                            ck_depthwise_weight_gradient(&g, images, x, reading, dy, &dwThrough, &scratch)
                        }
                        return [y, dx, sum, dw, through, dwThrough]
                    }
                }
            }
        }
    }

    /// (kernel, stride, padding) of every dense convolution in the roadmap, and odd ones.
    @Test(arguments: [
        (1, 1, 0), (1, 2, 0), (2, 2, 0), (3, 1, 1), (3, 2, 1), (4, 4, 0), (7, 2, 3), (5, 3, 2), (3, 4, 0),
    ])
    func denseConvolutionAgrees(kernel: Int, stride: Int, padding: Int) {
        for (height, width) in [(4, 4), (7, 5), (9, 12)] {
            for (channels, columns) in [(1, 3), (3, 8), (8, 19), (17, 24), (24, 33), (40, 16), (2, 290)] {
                let outHeight = (height + 2 * padding - kernel) / stride + 1
                let outWidth = (width + 2 * padding - kernel) / stride + 1
                if height + 2 * padding < kernel || width + 2 * padding < kernel { continue }
                var g = ck_geometry(
                    height: height, width: width, channels: channels, out_height: outHeight,
                    out_width: outWidth,
                    kernel: Int32(kernel), stride: Int32(stride), padding: Int32(padding))
                let images = 3
                let patch = kernel * kernel * channels
                let x = randomFloats(images * height * width * channels, seed: 1)
                let w = randomFloats(patch * columns, seed: 2)
                let outputs = images * outHeight * outWidth
                let dy = randomFloats(outputs * columns, seed: 3)
                // Blocks that begin and end within images.
                let cut = outputs / 3
                let lineCut = images * height / 2
                expectAgreement(
                    "\(kernel)×\(kernel) s\(stride) on \(height)×\(width)×\(channels) → \(columns)"
                ) {
                    var packed = [Float](repeating: .nan, count: ck_packed_size(patch, columns))
                    ck_pack(0, patch, columns, w, columns, 1, patch, &packed)
                    var scratch = [Float](repeating: .nan, count: ck_convolution_scratch(&g, outputs, 1))
                    var y = dy
                    ck_convolution(&g, columns, 0, cut, x, nil, packed, &y, &scratch)
                    ck_convolution(&g, columns, cut, outputs - cut, x, nil, packed, &y, &scratch)
                    var through = dy
                    var dwThrough = [Float](repeating: 0, count: w.count)
                    let scale = randomFloats(channels, seed: 4)
                    withReading(scale: scale, shift: randomFloats(channels, seed: 5), CK_RELU) { reading in
                        ck_convolution(&g, columns, 0, cut, x, reading, packed, &through, &scratch)
                        ck_convolution(
                            &g, columns, cut, outputs - cut, x, reading, packed, &through, &scratch)
                        ck_convolution_weight_gradient(
                            &g, columns, 0, outputs, 0, columns, x, reading, dy, &dwThrough, &scratch)
                    }
                    var dw = [Float](repeating: 0, count: w.count)
                    // Columns apart from each other, as tasks of few rows do it.
                    for (first, last) in [(0, columns / 2), (columns / 2, columns)] {
                        ck_convolution_weight_gradient(
                            &g, columns, 0, outputs, first, last - first, x, nil, dy, &dw, &scratch)
                    }
                    var turned = [Float](repeating: .nan, count: ck_input_gradient_packed_size(&g, columns))
                    ck_input_gradient_pack(&g, columns, 0, 1, w, &turned)
                    ck_input_gradient_pack(&g, columns, 1, columns - 1, w, &turned)
                    var lines = [Float](
                        repeating: .nan, count: ck_input_gradient_scratch(&g, columns, images * height))
                    var dx = x
                    ck_convolution_input_gradient(&g, columns, 0, 0, lineCut, dy, turned, &dx, &lines)
                    ck_convolution_input_gradient(
                        &g, columns, 0, lineCut, images * height - lineCut, dy, turned, &dx, &lines)
                    var sum = x
                    ck_convolution_input_gradient(
                        &g, columns, 1, 0, images * height, dy, turned, &sum, &lines)
                    var tap = x
                    if kernel == 1 {
                        ck_single_tap_input_gradient(&g, columns, 1, 0, cut, dy, turned, &tap)
                        Array(dy[(cut * columns)...]).withUnsafeBufferPointer { rest in
                            ck_single_tap_input_gradient(
                                &g, columns, 1, cut, outputs - cut, rest.baseAddress, turned, &tap)
                        }
                        #expect(tap == sum)
                    }
                    return [y, dw, dx, sum, through, dwThrough]
                }
            }
        }
    }

    @Test(arguments: [1, 7, 16, 100]) func sumsOfTwoAgree(count: Int) {
        let x = randomFloats(count, seed: 1)
        expectAgreement("add of \(count)") {
            var y = randomFloats(count, seed: 2)
            ck_add(count, x, &y)
            return [y]
        }
    }

    @Test func optimizersAgree() {
        for count in [1, 7, 16, 100] {
            let gradient = randomFloats(count, seed: 1)
            let start = randomFloats(count, seed: 2)
            let moment = randomFloats(count, seed: 3)
            expectAgreement("AdamW on \(count)") {
                var settings = ck_adamw(
                    learning_rate: 0.01, weight_decay: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
                    correction1: 0.1, correction2: 0.001)
                var p = start
                var m = moment
                var v = moment.map { $0 * $0 }
                ck_adamw_step(count, &settings, gradient, &p, &m, &v)
                return [p, m, v]
            }
            expectAgreement("SGD on \(count)") {
                var p = start
                var b = moment
                ck_sgd_step(count, 0.1, 0.9, 1e-4, gradient, &p, &b)
                return [p, b]
            }
            expectAgreement("Lion on \(count)") {
                var p = start
                var m = moment
                ck_lion_step(count, 1e-3, 0.5, 0.9, 0.99, gradient, &p, &m)
                return [p, m]
            }
        }
    }
}

/// Calls `body` with a reading that lives as long as it.
private func withReading(
    scale: [Float], shift: [Float], _ f: ck_activation, _ body: (UnsafePointer<ck_reading>) -> Void
) {
    scale.withUnsafeBufferPointer { scale in
        shift.withUnsafeBufferPointer { shift in
            var reading = ck_reading(scale: scale.baseAddress, shift: shift.baseAddress, activation: f)
            withUnsafePointer(to: &reading) { body($0) }
        }
    }
}
