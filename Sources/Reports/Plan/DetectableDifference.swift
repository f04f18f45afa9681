import AblateRunner
import AblateStatistics
import AblateWords

/// The smallest difference in top-1 that a study can find with its seeds: 80 % power, 5 % two-sided, paired by
/// seed. Accuracies and differences are fractions of 1.
package struct DetectableDifference: Hashable, Sendable {
    package static let power = 0.8
    package static let significance = 0.05
    /// Where neither results nor a reference tell: 0.3 points, about what two seeds of one row differ by on
    /// Fashion-MNIST in minutes of training.
    package static let assumedStandardDeviation = 0.003
    /// Fewer recorded degrees of freedom make too rough a deviation.
    static let neededDegreesOfFreedom = 4

    /// Where the deviation of paired differences is taken from.
    package enum Source: Hashable, Sendable {
        case given
        /// Pooled over the rows against those that they are measured from.
        case recorded(differences: Int, degreesOfFreedom: Int)
        /// Of the reference's rows: √2 times what its seeds vary by, as if they were independent.
        case paper(rows: Int)
        case assumed
    }

    package let seeds: Int
    /// Of paired differences.
    package let deviation: Deviation
    package var standardDeviation: Double { deviation.value }
    package var source: Source { deviation.source }
    package let smallest: Result<Double, StatisticsError>

    /// - Parameters:
    ///   - given: a deviation that the user states; `nil` to look for one.
    package init(_ forecast: StudyForecast, given: Double? = nil) {
        seeds = forecast.manifest.seeds.count
        var accuracies: [String: [Int: Double]] = [:]
        for run in forecast.runs {
            if let top1 = run.state.result?.top1 {
                accuracies[run.planned.step.id, default: [:]][run.planned.seed] = top1
            }
        }
        deviation = Deviation(forecast.manifest, accuracies: accuracies, given: given)
        do {
            let design = try PairedDesign(
                seeds: seeds, standardDeviation: deviation.value, significance: Self.significance)
            smallest = .success(design.smallestDetectableDifference(power: Self.power))
        } catch {
            smallest = .failure(error)
        }
    }

    /// The fewest seeds with which a true difference of this size would be found.
    package func seedsNeeded(for difference: Double) -> Result<Int, StatisticsError> {
        do {
            return .success(
                try PairedDesign.seedsNeeded(
                    difference: difference, standardDeviation: standardDeviation, power: Self.power,
                    significance: Self.significance))
        } catch {
            return .failure(error)
        }
    }
}

extension DetectableDifference {
    /// A standard deviation of paired differences, and where it is from. A fraction of 1.
    package struct Deviation: Hashable, Sendable {
        package let value: Double
        package let source: Source
        private let noun: String
        private let manifestHasReference: Bool

        /// - Parameters:
        ///   - accuracies: top-1 of completed runs by step and seed.
        ///   - given: a deviation that the user states; `nil` to look for one.
        package init(_ manifest: StudyManifest, accuracies: [String: [Int: Double]], given: Double? = nil) {
            noun = manifest.referenceNoun
            manifestHasReference = manifest.steps.contains { $0.paper != nil }
            if let given {
                (value, source) = (given, .given)
            } else if let recorded = Self.recorded(manifest, accuracies) {
                (value, source) = recorded
            } else if let paper = Self.paper(manifest) {
                (value, source) = paper
            } else {
                (value, source) = (DetectableDifference.assumedStandardDeviation, .assumed)
            }
        }

        /// `sd 0.16, assumed …`
        package var text: String {
            let origin =
                switch source {
                case .given: "as given"
                case .recorded(let differences, let degreesOfFreedom):
                    "from \(differences) recorded differences, "
                        + "\(Units.plural(degreesOfFreedom, "degree of freedom", "degrees of freedom"))"
                case .paper(let rows):
                    "from the \(noun)'s \(Units.plural(rows, "row")), as if seeds were independent"
                case .assumed:
                    "assumed, since nothing is recorded"
                        + (manifestHasReference ? " and the \(noun) prints none" : "")
                }
            return "sd \(Points.size(value)) \(origin)"
        }

        private static func recorded(
            _ manifest: StudyManifest, _ accuracies: [String: [Int: Double]]
        ) -> (Double, Source)? {
            var squares = 0.0
            var differences = 0
            var degreesOfFreedom = 0
            for step in manifest.steps where !step.isPeer {
                guard let reference = manifest.steps.reference(of: step), let ours = accuracies[step.id],
                    let theirs = accuracies[reference.id]
                else { continue }
                let summary = PairedDifferences(ours, minus: theirs).summary
                guard let deviation = summary.standardDeviation else { continue }
                // Differences that are equal by chance count with a deviation of zero.
                if summary.hasSpread { squares += Double(summary.n - 1) * deviation * deviation }
                differences += summary.n
                degreesOfFreedom += summary.n - 1
            }
            guard degreesOfFreedom >= DetectableDifference.neededDegreesOfFreedom, squares > 0 else {
                return nil
            }
            return (
                (squares / Double(degreesOfFreedom)).squareRoot(),
                .recorded(differences: differences, degreesOfFreedom: degreesOfFreedom)
            )
        }

        private static func paper(_ manifest: StudyManifest) -> (Double, Source)? {
            let deviations = manifest.steps.compactMap { $0.paper?.top1SD }
            guard !deviations.isEmpty else { return nil }
            let meanSquare = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
            guard meanSquare > 0 else { return nil }
            return ((2 * meanSquare).squareRoot(), .paper(rows: deviations.count))
        }
    }
}
