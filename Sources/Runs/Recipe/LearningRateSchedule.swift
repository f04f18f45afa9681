/// Learning rate by iteration: linear from 0 to the peak over the warm-up, then as the schedule has it.
///
/// With W warm-up iterations, `peak · i / (W − 1)` for i < W (the paper's public code).
package struct LearningRateSchedule: Hashable, Sendable {
    package let iterations: Int
    package let warmup: Int
    private let peak: Double
    private let schedule: Schedule

    package init(iterations: Int, warmupFraction: Double, peak: Double, _ schedule: Schedule) {
        self.iterations = iterations
        warmup = Int((Double(iterations) * warmupFraction).rounded())
        self.peak = peak
        self.schedule = schedule
    }

    /// A recipe's, over so many iterations.
    package init(_ recipe: Recipe, iterations: Int) {
        self.init(
            iterations: iterations, warmupFraction: recipe.warmupFraction, peak: recipe.learningRate,
            recipe.schedule)
    }

    /// The rate of iteration `iteration`, from 0.
    package func rate(_ iteration: Int) -> Double {
        if iteration < warmup {
            // A warm-up of one iteration begins and ends at 0, as numpy's linspace does.
            return warmup == 1 ? 0 : peak * Double(iteration) / Double(warmup - 1)
        }
        return schedule.rule.rate(iteration: iteration, of: iterations, warmup: warmup, peak: peak)
    }
}
