import CAblateKernels

extension Executor {
    /// One update of Lion, in place: `parameter ← parameter − learningRate · (sign(β₁ average + (1 − β₁) gradient) +
    /// weightDecay · parameter)`, then `average ← β₂ average + (1 − β₂) gradient`.
    package func lion(
        learningRate: Double, weightDecay: Double, beta1: Double, beta2: Double, gradient: Floats,
        parameter: Floats, average: Floats
    ) {
        let count = parameter.count
        precondition(gradient.count == count && average.count == count, "Operands differ in size.")
        run((count + Self.optimizerChunk - 1) / Self.optimizerChunk) { task, _ in
            let start = task * Self.optimizerChunk
            ck_lion_step(
                min(Self.optimizerChunk, count - start), Float(learningRate), Float(weightDecay),
                Float(beta1), Float(beta2), gradient.pointer + start, parameter.pointer + start,
                average.pointer + start)
        }
    }
}
