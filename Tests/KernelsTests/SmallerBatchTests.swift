import AblateKernels
import Testing

/// What is planned for the largest batch has to do for every smaller one, which may be cut into longer blocks.
struct SmallerBatchTests {
    /// 100 images of 7 px make 32 tasks of 22 lines of the input gradient, 99 images 24 of 29, which reach into one image
    /// more.
    @Test(arguments: [(1, 0), (3, 1)])
    func denseConvolutionFitsTheScratchOfALargerBatch(kernel: Int, padding: Int) {
        let most = 100
        let g = ConvolutionGeometry(
            height: 7, width: 7, channels: 8, kernelSize: kernel, stride: 1, padding: padding,
            outChannels: 320)
        let executor = Executor(threads: 2, scratch: Executor.convolutionScratch(g, images: most))
        let (x, y) = (Floats(count: most * g.inputCount), Floats(count: most * g.outputCount))
        let (weight, gradient) = (
            Floats(count: kernel * kernel * 8 * 320), Floats(count: kernel * kernel * 8 * 320)
        )
        for images in [1, 8, 40, 99, 100] {
            executor.convolution(g, images: images, x, weight: weight, bias: nil, into: y)
            executor.convolutionInputGradient(
                g, images: images, y, weight: weight, into: x, accumulating: false)
            executor.convolutionWeightGradient(g, images: images, x, y, into: gradient, bias: nil)
        }
    }

    /// 361 rows make 23 blocks, 346 make 24.
    @Test func layerNormFitsTheScratchOfALargerBatch() {
        let (most, channels) = (361, 3072)
        let executor = Executor(
            threads: 2, scratch: Executor.layerNormScratch(rows: most, channels: channels))
        let (x, dy) = (Floats(count: most * channels), Floats(count: most * channels))
        let (weight, bias) = (Floats(count: channels), Floats(count: channels))
        let (mean, rstd) = (Floats(count: most), Floats(count: most))
        for rows in [1, 128, 346, 361] {
            executor.layerNormBackward(
                rows: rows, channels: channels, x, weight: weight, mean: mean, rstd: rstd, dy, into: dy,
                accumulating: false, weight: weight, bias: bias)
        }
    }

    @Test func groupedConvolutionFitsTheScratchOfALargerBatch() {
        let most = 40
        let g = GroupedGeometry(
            ConvolutionGeometry(
                height: 7, width: 7, channels: 64, kernelSize: 3, stride: 1, padding: 1, outChannels: 128),
            groups: 16)
        let executor = Executor(threads: 2, scratch: Executor.groupedScratch(g, images: most))
        let (x, y) = (Floats(count: most * g.dense.inputCount), Floats(count: most * g.dense.outputCount))
        let (weight, gradient) = (Floats(count: g.weightCount), Floats(count: g.weightCount))
        for images in [1, 3, 8, 33, 39, 40] {
            executor.groupedConvolution(g, images: images, x, weight: weight, bias: nil, into: y)
            executor.groupedInputGradient(g, images: images, y, weight: weight, into: x, accumulating: false)
            executor.groupedWeightGradient(g, images: images, x, y, into: gradient, bias: nil)
        }
    }

    /// Fewer images than eight are cut into parts.
    @Test func responseNormFitsTheScratchOfALargerBatch() {
        let (most, pixels, channels) = (20, 3136, 64)
        let executor = Executor(
            threads: 2, scratch: Executor.responseNormScratch(images: most, channels: channels))
        let x = Floats(count: most * pixels * channels)
        let (c, means) = (Floats(count: channels), Floats(count: most))
        let lengths = Floats(count: most * channels)
        for images in [1, 3, 7, 8, 9, 20] {
            executor.responseNorm(
                images: images, pixels: pixels, channels: channels, x, weight: c, bias: c, into: x,
                lengths: lengths, means: means)
            executor.responseNormBackward(
                images: images, pixels: pixels, channels: channels, x, weight: c, lengths: lengths,
                means: means, x, into: x, weight: c, bias: c)
        }
    }

    @Test func gateFitsTheScratchOfALargerBatch() {
        let (most, pixels, channels) = (20, 3136, 64)
        let executor = Executor(
            threads: 2, scratch: Executor.gateScratch(images: most, channels: channels))
        let x = Floats(count: most * pixels * channels)
        let (s, ds) = (Floats(count: most * channels), Floats(count: most * channels))
        for images in [1, 3, 7, 8, 9, 20] {
            executor.gateBackward(
                images: images, pixels: pixels, channels: channels, x, by: s, x, into: x, accumulating: false,
                gate: ds)
        }
    }
}
