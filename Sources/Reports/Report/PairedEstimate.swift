import AblateStatistics

/// What a step is worth against another: differences in top-1 paired by seed, and what they can and cannot say.
/// Fractions of 1. Where a quantity cannot be computed its reason stands in its place.
package struct PairedEstimate: Sendable {
    /// Id of the step that is subtracted.
    package let reference: String
    /// Ascending by seed; only seeds that both completed.
    package let pairs: [Pair]
    package let test: Result<TTest, StatisticsError>
    /// Exact up to 20 pairs, beyond from 20,000 draws.
    package let signFlip: Result<SignFlipTest, StatisticsError>
    package let superiority: Result<ProbabilityOfSuperiority, StatisticsError>
    /// Holm's, over all steps that the study measures against another, whether their tests can be computed yet or
    /// not; `nil` without a test.
    package internal(set) var adjustedP: Double?

    package struct Pair: Hashable, Sendable {
        package let seed: Int
        package let difference: Double
    }

    init(_ ours: [Int: Double], minus theirs: [Int: Double], reference: String) {
        self.reference = reference
        let paired = PairedDifferences(ours, minus: theirs)
        pairs = zip(paired.seeds, paired.differences).map { Pair(seed: $0, difference: $1) }
        let differences = paired.differences
        test = capture { () throws(StatisticsError) in try TTest(paired: differences) }
        // From one pair the test's p is 1 and the share 0 or 1, whatever the difference.
        func ofSeveral<Value>(
            _ body: () throws(StatisticsError) -> Value
        ) -> Result<Value, StatisticsError> {
            let n = differences.count
            return n > 1 ? capture(body) : .failure(.tooFew(found: n, needed: 2))
        }
        signFlip = ofSeveral { () throws(StatisticsError) in try SignFlipTest(differences, draws: 20_000) }
        superiority = ofSeveral { () throws(StatisticsError) in
            try ProbabilityOfSuperiority(paired: differences)
        }
    }

    package var summary: Summary { Summary(pairs.map(\.difference)) }
    package var mean: Double? { summary.mean }

    /// 95 %, from the t distribution.
    package var interval: Result<Interval, StatisticsError> { test.map { $0.interval() } }

    /// Level below which an adjusted p-value makes a difference distinguishable from zero.
    package static let significance = 0.05

    /// Whether the direction is beyond chance, all steps of the study considered.
    package var isDistinguishable: Bool { (adjustedP ?? 1) < Self.significance }

    /// The smallest true difference that so many pairs of this spread find with 80 % chance, before correction.
    package var smallestDetectable: Result<Double, StatisticsError> {
        capture { () throws(StatisticsError) in
            try PairedDesign(pairs.map(\.difference)).smallestDetectableDifference()
        }
    }

    /// How many seeds would find a true difference of this size with 80 % chance, before correction; `nil` where
    /// the spread is not known.
    func seedsNeeded(for difference: Double) -> Int? {
        guard summary.hasSpread, let deviation = summary.standardDeviation else { return nil }
        return try? PairedDesign.seedsNeeded(difference: abs(difference), standardDeviation: deviation)
    }
}

/// `Result(catching:)` with the type of the error kept.
func capture<Value, Failure: Error>(_ body: () throws(Failure) -> Value) -> Result<Value, Failure> {
    do {
        return .success(try body())
    } catch {
        return .failure(error)
    }
}

extension Result {
    /// `nil` for a failure.
    package var value: Success? { try? get() }
}
