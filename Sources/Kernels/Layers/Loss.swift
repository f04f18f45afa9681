import CAblateKernels

extension Executor {
    /// Softmax cross-entropy of `logits` `[rows, classes]` against soft `targets` of the same shape, each row
    /// of which sums to 1.
    ///
    /// - Parameter dLogits: overwritten with the gradient of the mean loss, unless `nil`.
    /// - Returns: the sum over rows in nats; not a number or infinite when the logits are.
    package func crossEntropy(
        rows: Int, classes: Int, _ logits: Floats, targets: Floats, into dLogits: Floats?
    ) -> Double {
        precondition(
            logits.count >= rows * classes && targets.count >= rows * classes,
            "\(logits.count) for \(rows)×\(classes).")
        return ck_cross_entropy(rows, classes, logits.pointer, targets.pointer, dLogits?.pointer)
    }
}
