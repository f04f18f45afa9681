import AblateWords

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the learning rate falls after the warm-up.
public enum Schedule: Hashable, Sendable {
    case cosine(Cosine)
    case steps(StepDecay)

    /// The schedule's settings as what can be asked of all.
    package var rule: any ScheduleRule {
        switch self {
        case .cosine(let rule): rule
        case .steps(let rule): rule
        }
    }
}

/// What there is to know of a schedule.
package protocol ScheduleRule: Hashable, Sendable {
    /// The name in sentences.
    static var title: String { get }
    /// The rate of iteration `iteration`, from 0, of `iterations` of which the first `warmup` rose to `peak`.
    func rate(iteration: Int, of iterations: Int, warmup: Int, peak: Double) -> Double
    /// How the rate goes after the warm-up, for a sentence.
    var text: String { get }
}

/// Half a cosine from the peak to the final rate, by iteration, as the paper's public code has it.
///
/// With W warm-up iterations of n: `final + (peak − final) · (1 + cos(π (i − W) / (n − W))) / 2`.
public struct Cosine: ScheduleRule {
    /// Where the cosine ends.
    public var finalLearningRate: Double

    /// A cosine that ends there.
    public init(finalLearningRate: Double = 1e-6) {
        self.finalLearningRate = finalLearningRate
    }

    package static let title = "cosine"

    package func rate(iteration: Int, of iterations: Int, warmup: Int, peak: Double) -> Double {
        let progress = Double(iteration - warmup) / Double(iterations - warmup)
        return finalLearningRate + 0.5 * (peak - finalLearningRate) * (1 + cos(.pi * progress))
    }

    package var text: String { "cosine to \(finalLearningRate)" }
}

/// Piecewise constant rates: the original ResNet recipe divides by ten after a third and two thirds of all epochs.
public struct StepDecay: ScheduleRule, Codable {
    /// What the rate is multiplied by at each milestone.
    public var factor: Double
    /// Shares of all iterations, from 0 to 1, ascending.
    public var milestones: [Double]

    /// A rate that is multiplied by `factor` at each milestone.
    public init(factor: Double = 0.1, milestones: [Double] = [1.0 / 3, 2.0 / 3]) {
        self.factor = factor
        self.milestones = milestones
    }

    package static let title = "step decay"

    package func rate(iteration: Int, of iterations: Int, warmup: Int, peak: Double) -> Double {
        // Iterations are whole: a third of 90 epochs is the first iteration of the 31st.
        let passed = milestones.count { iteration >= Int((Double(iterations) * $0).rounded()) }
        return (0..<passed).reduce(peak) { rate, _ in rate * factor }
    }

    package var text: String {
        if milestones.isEmpty { return "a constant rate" }
        let places = milestones.map { Recipe.perCent($0) + " %" }
        return "times \(factor) after \(Units.list(places)) of the iterations"
    }
}
