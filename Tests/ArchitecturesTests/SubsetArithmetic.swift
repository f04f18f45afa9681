import AblateArchitectures

/// Multiply–accumulates and parameters of the baseline with any of the 12 adopted steps, worked out from what
/// the steps are said to do and from nothing of the network: a second opinion on the builder and on the
/// counters. Sides halve exactly, as 224 and 32 do.
struct SubsetArithmetic {
    private(set) var macs = 0
    private(set) var parameters = 0
    private(set) var activations = 0

    init(_ steps: Set<String>, in regime: Regime) {
        let hasLayerNorm = steps.contains("layer-norm")
        let isInverted = steps.contains("invert")
        let isSeparate = steps.contains("separate-downsampling")
        let kernelArea = steps.contains("kernel-7") ? 49 : 9
        let isRebalanced = steps.contains("stage-ratio")
        let width =
            steps.contains("width")
            ? regime.increasedWidth : isRebalanced ? regime.rebalancedWidth : regime.baselineWidth
        let depths = isRebalanced ? regime.depths : regime.baselineDepths

        var side = regime.input.height / regime.stemReduction
        var channels = width

        if steps.contains("patchify") {
            let area = regime.stemReduction * regime.stemReduction
            convolve(side, weights: area * regime.input.channels * width, biases: width)
            if isSeparate { norm(width) }
        } else {
            // The max-pool halves the side after the convolution.
            let area = regime.stemReduction == 4 ? 49 : 9
            convolve(2 * side, weights: area * regime.input.channels * width, biases: 0)
            norm(width)
            activations += 1
        }

        for stage in depths.indices {
            let narrow = width << stage
            let wide = 4 * narrow
            let meeting = isInverted ? narrow : wide
            if isSeparate && stage > 0 {
                side /= 2
                norm(channels)
                convolve(side, weights: 4 * channels * meeting, biases: meeting)
                channels = meeting
            }
            for block in 0..<depths[stage] {
                let entering = side
                let isStrided = !isSeparate && stage > 0 && block == 0
                if isStrided { side /= 2 }

                let middle = isInverted ? wide : narrow
                let spatial = steps.contains("move-up") ? channels : middle
                let spatialWeights = kernelArea * spatial * (steps.contains("depthwise") ? 1 : spatial)
                // The stride sits on the spatial convolution: a 1×1 before it still sees the larger map.
                convolve(side, weights: spatialWeights, biases: hasLayerNorm ? spatial : 0)
                convolve(
                    steps.contains("move-up") ? side : entering, weights: channels * middle,
                    biases: hasLayerNorm ? middle : 0)
                convolve(side, weights: middle * meeting, biases: hasLayerNorm ? meeting : 0)

                norm(spatial)
                if !steps.contains("fewer-norms") {
                    norm(middle)
                    norm(meeting)
                }
                activations += steps.contains("fewer-activations") ? 1 : 3
                if isSeparate { parameters += meeting }  // Layer Scale
                if isStrided || channels != meeting {
                    convolve(side, weights: channels * meeting, biases: 0)
                    norm(meeting)
                }
                channels = meeting
            }
        }

        if isSeparate { norm(channels) }
        convolve(1, weights: channels * regime.classes, biases: regime.classes)
    }

    private mutating func convolve(_ side: Int, weights: Int, biases: Int) {
        macs += side * side * weights
        parameters += weights + biases
    }

    private mutating func norm(_ channels: Int) {
        parameters += 2 * channels
    }
}
