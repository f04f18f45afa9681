extension NetworkBuilder {
    /// Adds a convolution with square kernels.
    ///
    /// - Parameters:
    ///   - channels: those that leave.
    ///   - padding: pixels of zeros on each side, fewer than the kernel has; half a kernel when left out, which keeps the
    ///     side at stride 1 if the kernel is odd.
    ///   - groups: equal parts of the channels, each connected to its own part alone.
    public mutating func convolution(
        _ name: String, to channels: Int, kernelSize: Int, stride: Int = 1, padding: Int? = nil,
        groups: Int = 1,
        hasBias: Bool = false
    ) {
        let padding = padding ?? kernelSize / 2
        add(
            name,
            .convolution(
                Layer.Convolution(
                    kernelSize: kernelSize, stride: stride, padding: padding, groups: groups, hasBias: hasBias
                )),
            output: shape.windowed(
                kernelSize: kernelSize, stride: stride, padding: padding, channels: channels))
    }

    /// Adds a convolution in which each channel sees itself alone.
    public mutating func depthwise(
        _ name: String, kernelSize: Int, stride: Int = 1, padding: Int? = nil, hasBias: Bool = false
    ) {
        convolution(
            name, to: shape.channels, kernelSize: kernelSize, stride: stride, padding: padding,
            groups: shape.channels, hasBias: hasBias)
    }

    /// Adds a fully connected layer on the channels of each pixel.
    public mutating func linear(_ name: String, to channels: Int, hasBias: Bool = true) {
        var output = shape
        output.channels = channels
        add(name, .linear(hasBias: hasBias), output: output)
    }

    /// Adds a norm with its usual constants.
    public mutating func norm(_ name: String, _ norm: Norm) {
        switch norm {
        case .batchNorm: add(name, .batchNorm, output: shape)
        case .layerNorm: layerNorm(name)
        }
    }

    /// Adds a layer norm over the channels of each pixel.
    ///
    /// - Parameter epsilon: what is added to the variance.
    public mutating func layerNorm(_ name: String, epsilon: Double = Norm.layerNormEpsilon) {
        add(name, .layerNorm(epsilon: epsilon), output: shape)
    }

    /// Adds a Global Response Normalization.
    public mutating func globalResponseNorm(_ name: String) { add(name, .globalResponseNorm, output: shape) }

    /// Adds a non-linearity.
    public mutating func activation(_ name: String, _ activation: Activation) {
        add(name, .activation(activation), output: shape)
    }

    /// Adds a learned factor for each channel.
    public mutating func layerScale(_ name: String, initial: Double) {
        guard initial.isFinite && initial != 0 else { return refuse(.layerScale(initial)) }
        add(name, .layerScale(initial: initial), output: shape)
    }

    /// Adds the maximum over square windows.
    public mutating func maxPool(_ name: String, kernelSize: Int, stride: Int, padding: Int = 0) {
        guard kernelSize >= 1, stride >= 1, (0...kernelSize / 2).contains(padding) else {
            return refuse(.size(layer: name, what: "pixels of window, stride or padding", kernelSize))
        }
        add(
            name, .maxPool(kernelSize: kernelSize, stride: stride, padding: padding),
            output: shape.windowed(
                kernelSize: kernelSize, stride: stride, padding: padding, channels: shape.channels))
    }

    /// Adds the mean over the map.
    public mutating func globalAveragePool(_ name: String) {
        add(name, .globalAveragePool, output: Shape(side: 1, channels: shape.channels))
    }

    /// Adds zeros below and to the right, until rows and columns are multiples of these numbers; nothing where they are.
    public mutating func pad(_ name: String, toMultiplesOf rows: Int, _ columns: Int) {
        guard rows >= 1, columns >= 1 else {
            return refuse(.size(layer: name, what: "rows or columns to divide by", min(rows, columns)))
        }
        let padded = Shape(
            height: shape.height.roundedUp(toMultipleOf: rows),
            width: shape.width.roundedUp(toMultipleOf: columns), channels: shape.channels)
        if padded != shape { add(name, .padding, output: padded) }
    }

    /// Adds windowed attention over a map of queries, keys and values.
    ///
    /// - Parameters:
    ///   - attention: windows that divide the map.
    ///   - height: rows that are asked for; the others are seen alone.
    ///   - width: columns that are asked for.
    public mutating func windowedAttention(
        _ name: String, _ attention: Layer.WindowedAttention, height: Int, width: Int
    ) {
        guard attention.windowHeight >= 1, attention.windowWidth >= 1,
            shape.height.isMultiple(of: attention.windowHeight),
            shape.width.isMultiple(of: attention.windowWidth)
        else { return refuse(.windows(layer: name, shape, attention.windowHeight, attention.windowWidth)) }
        guard shape.channels.isMultiple(of: 3) else {
            return refuse(
                .indivisible(
                    layer: name, channels: shape.channels, parts: 3, what: "queries, keys and values"))
        }
        add(
            name, .windowedAttention(attention),
            output: Shape(height: height, width: width, channels: shape.channels / 3))
    }

    /// Adds a gathering of 2×2 pixels into the channels of one.
    public mutating func patchMerging(_ name: String) {
        add(
            name, .patchMerging,
            output: Shape(
                height: (shape.height + 1) / 2, width: (shape.width + 1) / 2, channels: 4 * shape.channels))
    }
}

extension Int {
    fileprivate func roundedUp(toMultipleOf divisor: Int) -> Int {
        (self + divisor - 1) / divisor * divisor
    }
}

extension Shape {
    /// The map that a sliding window leaves: ⌊(side + 2·padding − kernel) / stride⌋ + 1 on each side, and no pixel where
    /// the window does not fit.
    func windowed(kernelSize: Int, stride: Int, padding: Int, channels: Int) -> Shape {
        func side(_ side: Int) -> Int {
            let room = side + 2 * padding - kernelSize
            return room < 0 || stride < 1 ? 0 : room / stride + 1
        }
        return Shape(height: side(height), width: side(width), channels: channels)
    }
}
