extension Executor {
    /// Weights of a task of an optimizer.
    static let optimizerChunk = 16384

    /// `average ← decay · average + (1 − decay) · values`, in place.
    package func movingAverage(_ average: Floats, of values: Floats, decay: Double) {
        precondition(average.count == values.count, "Operands differ in size.")
        let (kept, taken) = (Float(decay), Float(1 - decay))
        let count = average.count
        run((count + Self.optimizerChunk - 1) / Self.optimizerChunk) { task, _ in
            let start = task * Self.optimizerChunk
            let (average, values) = (average.pointer, values.pointer)
            for index in start..<min(start + Self.optimizerChunk, count) {
                average[index] = kept * average[index] + taken * values[index]
            }
        }
    }

    /// Each takes what the other held.
    package func exchange(_ one: Floats, _ other: Floats) {
        precondition(one.count == other.count, "Operands differ in size.")
        for index in 0..<one.count { swap(&one.pointer[index], &other.pointer[index]) }
    }
}
