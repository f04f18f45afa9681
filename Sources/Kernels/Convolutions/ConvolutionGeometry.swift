import CAblateKernels

/// The geometry of a dense or depthwise convolution on maps `[height, width, channels]`.
package struct ConvolutionGeometry: Hashable, Sendable {
    package let height: Int
    package let width: Int
    package let channels: Int
    package let kernelSize: Int
    package let stride: Int
    package let padding: Int
    package let outHeight: Int
    package let outWidth: Int
    /// Equal to `channels` for a depthwise convolution.
    package let outChannels: Int

    package init(
        height: Int, width: Int, channels: Int, kernelSize: Int, stride: Int, padding: Int, outChannels: Int
    ) {
        self.height = height
        self.width = width
        self.channels = channels
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.outChannels = outChannels
        outHeight = (height + 2 * padding - kernelSize) / stride + 1
        outWidth = (width + 2 * padding - kernelSize) / stride + 1
    }

    package var inputCount: Int { height * width * channels }
    package var outPixels: Int { outHeight * outWidth }
    package var outputCount: Int { outPixels * outChannels }
    /// Multiply-accumulates of one image as a dense convolution.
    package var macs: Int { outPixels * patch * outChannels }
    /// Multiply-accumulates of one image as a depthwise convolution.
    package var depthwiseMACs: Int { outPixels * patch }
    /// One pixel in, one out.
    package var isLinear: Bool { height * width == 1 && isPointwise }

    var code: ck_geometry {
        ck_geometry(
            height: height, width: width, channels: channels, out_height: outHeight, out_width: outWidth,
            kernel: Int32(kernelSize), stride: Int32(stride), padding: Int32(padding))
    }

    /// Inputs of one output: the rows of the weight matrix.
    var patch: Int { kernelSize * kernelSize * channels }
    /// Each output sees one pixel.
    package var isSingleTap: Bool { kernelSize == 1 && padding == 0 }
    /// A 1×1 convolution of stride 1 is a matrix product on the map as it lies.
    package var isPointwise: Bool { isSingleTap && stride == 1 }

    /// The same on maps that have their padding around them.
    var onPaddedMaps: ConvolutionGeometry {
        ConvolutionGeometry(
            height: height + 2 * padding, width: width + 2 * padding, channels: channels,
            kernelSize: kernelSize, stride: stride, padding: 0, outChannels: outChannels)
    }
}
