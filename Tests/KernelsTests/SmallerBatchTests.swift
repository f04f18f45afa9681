import Kernels
import Testing

/// What is planned for the largest batch has to do for every smaller one, which may be cut into longer blocks.
struct SmallerBatchTests {
    private func map(_ count: Int) -> Floats { Floats(count: count) }

    /// 128 images of 7 px make 16 tasks of 56 lines of the input gradient, 80 images 8 of 70.
    @Test(arguments: [(7, 64, 64), (14, 32, 96), (28, 16, 320)])
    func denseConvolutionFitsTheScratchOfALargerBatch(side: Int, channels: Int, columns: Int) {
        let most = side > 7 ? 32 : 128
        for (kernel, padding) in [(1, 0), (3, 1)] {
            let g = ConvolutionGeometry(
                height: side, width: side, channels: channels, kernelSize: kernel, stride: 1,
                padding: padding, outChannels: columns)
            let executor = Executor(threads: 2, scratch: Executor.convolutionScratch(g, images: most))
            let (x, y) = (map(most * g.inputCount), map(most * g.outputCount))
            let (weight, gradient) = (
                map(kernel * kernel * channels * columns), map(kernel * kernel * channels * columns)
            )
            for images in stride(from: 1, through: most, by: most / 16 - 1) {
                executor.convolution(g, images: images, x, weight: weight, bias: nil, into: y)
                executor.convolutionInputGradient(
                    g, images: images, y, weight: weight, into: x, accumulating: false)
                executor.convolutionWeightGradient(g, images: images, x, y, into: gradient, bias: nil)
            }
        }
    }

    @Test(arguments: [64, 96, 384])
    func layerNormFitsTheScratchOfALargerBatch(channels: Int) {
        let most = 3000
        let executor = Executor(
            threads: 2, scratch: Executor.layerNormScratch(rows: most, channels: channels))
        let (x, dy) = (map(most * channels), map(most * channels))
        let (weight, bias) = (map(channels), map(channels))
        let (mean, rstd) = (map(most), map(most))
        for rows in stride(from: 1, through: most, by: 61) {
            executor.layerNormBackward(
                rows: rows, channels: channels, x, weight: weight, mean: mean, rstd: rstd, dy, into: dy,
                accumulating: false, weight: weight, bias: bias)
        }
    }
}
