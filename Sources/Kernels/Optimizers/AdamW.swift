import CAblateKernels

/// One update of AdamW, PyTorch's definition; `correction1` and `correction2` are 1 − βᵗ at step *t* from 1.
package struct AdamWStep: Hashable, Sendable {
    package var learningRate: Double
    package var weightDecay: Double
    package var beta1: Double
    package var beta2: Double
    package var epsilon: Double
    package var correction1: Double
    package var correction2: Double

    package init(
        learningRate: Double, weightDecay: Double, beta1: Double, beta2: Double, epsilon: Double,
        correction1: Double, correction2: Double
    ) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.correction1 = correction1
        self.correction2 = correction2
    }
}

extension Executor {
    /// Updates `parameter` and its first and second moments in place.
    package func adamW(_ step: AdamWStep, gradient: Floats, parameter: Floats, first: Floats, second: Floats)
    {
        let count = parameter.count
        precondition(
            gradient.count == count && first.count == count && second.count == count,
            "Operands differ in size.")
        let settings = ck_adamw(
            learning_rate: Float(step.learningRate), weight_decay: Float(step.weightDecay),
            beta1: Float(step.beta1), beta2: Float(step.beta2), epsilon: Float(step.epsilon),
            correction1: Float(step.correction1), correction2: Float(step.correction2))
        run((count + Self.optimizerChunk - 1) / Self.optimizerChunk) { task, _ in
            var settings = settings
            let start = task * Self.optimizerChunk
            ck_adamw_step(
                min(Self.optimizerChunk, count - start), &settings, gradient.pointer + start,
                parameter.pointer + start,
                first.pointer + start, second.pointer + start)
        }
    }
}
