import CAblateKernels

/// Max-pool and global average pool on `[N, H, W, C]`, an image a task.
extension Executor {
    /// Overwrites `y`; `which` keeps the place of each maximum (32-bit integers in the memory of floats).
    package func maxPool(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, into y: Floats, which: Floats
    ) {
        let g = geometry
        precondition(
            x.count >= images * g.inputCount && y.count >= images * g.outputCount, "\(g) does not fit.")
        run(images) { image, _ in
            let offset = image * g.outputCount
            which.withIntegers { which in
                ck_max_pool(
                    g.height, g.width, g.channels, Int32(g.kernelSize), Int32(g.stride), Int32(g.padding),
                    x.pointer + image * g.inputCount, y.pointer + offset, which + offset)
            }
        }
    }

    /// Overwrites `dx`.
    package func maxPoolBackward(
        _ geometry: ConvolutionGeometry, images: Int, _ dy: Floats, which: Floats, into dx: Floats
    ) {
        let g = geometry
        run(images) { image, _ in
            let offset = image * g.outputCount
            which.withIntegers { which in
                ck_max_pool_backward(
                    g.height, g.width, g.channels, Int32(g.kernelSize), Int32(g.stride), Int32(g.padding),
                    dy.pointer + offset, which + offset, dx.pointer + image * g.inputCount)
            }
        }
    }

    /// Overwrites `y` `[N, C]` with the means over pixels.
    package func averagePool(images: Int, pixels: Int, channels: Int, _ x: Floats, into y: Floats) {
        run(images) { image, _ in
            ck_average_pool(
                pixels, channels, x.pointer + image * pixels * channels, y.pointer + image * channels)
        }
    }

    /// Overwrites `dx`.
    package func averagePoolBackward(images: Int, pixels: Int, channels: Int, _ dy: Floats, into dx: Floats) {
        run(images) { image, _ in
            ck_average_pool_backward(
                pixels, channels, dy.pointer + image * channels, dx.pointer + image * pixels * channels)
        }
    }
}

extension Floats {
    fileprivate func withIntegers(_ body: (UnsafeMutablePointer<Int32>) -> Void) {
        pointer.withMemoryRebound(to: Int32.self, capacity: count, body)
    }
}
