import AblateStatistics
import AblateWords

extension Units {
    /// `88.67 ± 0.12 (3)`; without a deviation `88.67 (1)`.
    static func mean(_ summary: Summary) -> String? {
        summary.mean.map { mean in
            Points.unsigned(mean)
                + (summary.standardDeviation.map { " ± " + Points.unsigned($0) } ?? "") + " (\(summary.n))"
        }
    }
}
