import CAblateKernels

extension Executor {
    /// Stochastic gradient descent with momentum; weight decay joins the gradient. Updates in place.
    package func sgd(
        learningRate: Double, momentum: Double, weightDecay: Double, gradient: Floats, parameter: Floats,
        buffer: Floats
    ) {
        let count = parameter.count
        precondition(gradient.count == count && buffer.count == count, "Operands differ in size.")
        run((count + Self.optimizerChunk - 1) / Self.optimizerChunk) { task, _ in
            let start = task * Self.optimizerChunk
            ck_sgd_step(
                min(Self.optimizerChunk, count - start), Float(learningRate), Float(momentum),
                Float(weightDecay),
                gradient.pointer + start, parameter.pointer + start, buffer.pointer + start)
        }
    }
}
