import CAblateKernels
import Testing

/// The kernels of grouped convolutions, response norms and gates against the plain ones, on every instruction set.
@Suite struct BlockKernelTests {
    /// (groups, inputs and outputs of one): several in a vector, a last slice that is not full, and one at a time.
    @Test(arguments: [
        (2, 1, 2), (8, 4, 4), (5, 4, 4), (3, 3, 5), (16, 2, 1), (19, 1, 2), (3, 8, 8), (4, 8, 3), (2, 16, 16),
        (2, 20, 33), (3, 7, 40),
    ])
    func groupedConvolutionAgrees(groups: Int, inputs: Int, outputs: Int) {
        let images = 3
        let (channels, columns) = (groups * inputs, groups * outputs)
        for (kernel, stride, padding) in [(1, 1, 0), (3, 1, 1), (3, 2, 1), (2, 2, 0), (5, 3, 2), (3, 4, 0)] {
            for (height, width) in [(4, 4), (7, 5), (9, 14)] {
                let outHeight = (height + 2 * padding - kernel) / stride + 1
                let outWidth = (width + 2 * padding - kernel) / stride + 1
                var g = ck_geometry(
                    height: height, width: width, channels: channels, out_height: outHeight,
                    out_width: outWidth, kernel: Int32(kernel), stride: Int32(stride), padding: Int32(padding)
                )
                let x = randomFloats(images * height * width * channels, seed: 1)
                let w = randomFloats(kernel * kernel * inputs * columns, seed: 2)
                let pixels = images * outHeight * outWidth
                let dy = randomFloats(pixels * columns, seed: 3)
                // Blocks that begin and end within images.
                let cut = pixels / 3
                let lineCut = images * height / 2
                expectAgreement(
                    "\(kernel)×\(kernel) s\(stride) on \(height)×\(width), \(groups) × \(inputs) → \(outputs)"
                ) {
                    let slices = ck_grouped_slices(&g, columns, groups)
                    var packed = [Float](
                        repeating: .nan, count: ck_grouped_packed_size(&g, columns, groups))
                    var turned = [Float](
                        repeating: .nan, count: ck_grouped_turned_size(&g, columns, groups))
                    for slice in 0..<slices {
                        ck_grouped_pack(&g, columns, groups, slice, w, &packed)
                        ck_grouped_turn(&g, columns, groups, slice, w, &turned)
                    }
                    // What the scratch held before must not matter.
                    var scratch = [Float](repeating: .nan, count: ck_grouped_scratch(&g, pixels))
                    var y = dy
                    ck_grouped_convolution(&g, columns, groups, 0, cut, x, packed, &y, &scratch)
                    ck_grouped_convolution(
                        &g, columns, groups, cut, pixels - cut, x, packed, &y, &scratch)
                    var dw = [Float](repeating: 0, count: w.count)
                    for (first, last) in [(0, slices / 2), (slices / 2, slices)] {
                        ck_grouped_weight_gradient(
                            &g, columns, groups, first, last - first, 0, pixels, x, dy, &dw, &scratch)
                    }
                    var lines = [Float](
                        repeating: .nan,
                        count: ck_grouped_input_gradient_scratch(&g, columns, images * height))
                    var dx = x
                    ck_grouped_input_gradient(&g, columns, groups, 0, 0, lineCut, dy, turned, &dx, &lines)
                    ck_grouped_input_gradient(
                        &g, columns, groups, 0, lineCut, images * height - lineCut, dy, turned, &dx, &lines)
                    var sum = x
                    ck_grouped_input_gradient(
                        &g, columns, groups, 1, 0, images * height, dy, turned, &sum, &lines)
                    return [y, dw, dx, sum]
                }
            }
        }
    }

    @Test(arguments: InstructionSetTests.channelCounts) func responseNormsAgree(channels: Int) {
        for rows in [1, 2, 5, 64] {
            let x = randomFloats(rows * channels, seed: 1)
            let dy = randomFloats(rows * channels, seed: 2)
            let scale = randomFloats(channels, seed: 3)
            let slope = randomFloats(channels, seed: 4)
            expectAgreement("products of \(rows) × \(channels)") {
                var sums = scale
                ck_column_products(rows, channels, x, dy, &sums)
                return [sums]
            }
            expectAgreement("response norm of \(rows) × \(channels)") {
                var dx = dy
                ck_response_backward(rows, channels, x, scale, slope, dy, &dx)
                return [dx]
            }
        }
    }

    @Test(arguments: InstructionSetTests.channelCounts) func gatesAgree(channels: Int) {
        for rows in [1, 2, 5, 64] {
            let x = randomFloats(rows * channels, seed: 1)
            let dy = randomFloats(rows * channels, seed: 2)
            let s = randomFloats(channels, seed: 3)
            for accumulate in [Int32(0), 1] {
                expectAgreement("gate of \(rows) × \(channels)") {
                    var y = x
                    ck_gate(rows, channels, x, s, &y)
                    var dx = x
                    var ds = s
                    ck_gate_backward(rows, channels, accumulate, x, s, dy, &dx, &ds)
                    return [y, dx, ds]
                }
            }
        }
    }
}
