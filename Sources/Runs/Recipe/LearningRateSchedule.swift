#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Learning rate by iteration: linear from 0 to the peak over the warm-up, then a half cosine to the final
/// value (the paper's public code), or steps down from the peak.
///
/// With W warm-up iterations of n: `peak · i / (W − 1)` for i < W, then
/// `final + (peak − final) · (1 + cos(π (i − W) / (n − W))) / 2`.
package struct LearningRateSchedule: Hashable, Sendable {
    package let iterations: Int
    package let warmup: Int
    package let peak: Double
    package let final: Double
    package let stepDecay: StepDecay?

    /// - Parameter stepDecay: in place of the cosine; `final` is then without meaning.
    package init(
        iterations: Int, warmupFraction: Double, peak: Double, final: Double, stepDecay: StepDecay? = nil
    ) {
        self.iterations = iterations
        self.warmup = Int((Double(iterations) * warmupFraction).rounded())
        self.peak = peak
        self.final = final
        self.stepDecay = stepDecay
    }

    /// The rate of iteration `iteration`, from 0.
    package func rate(_ iteration: Int) -> Double {
        if iteration < warmup {
            // A warm-up of one iteration begins and ends at 0, as numpy's linspace does.
            return warmup == 1 ? 0 : peak * Double(iteration) / Double(warmup - 1)
        }
        if let stepDecay {
            // Iterations are whole: a third of 90 epochs is the first iteration of the 31st.
            let passed = stepDecay.milestones.count {
                iteration >= Int((Double(iterations) * $0).rounded())
            }
            return (0..<passed).reduce(peak) { rate, _ in rate * stepDecay.factor }
        }
        let progress = Double(iteration - warmup) / Double(iterations - warmup)
        return final + 0.5 * (peak - final) * (1 + cos(.pi * progress))
    }
}
