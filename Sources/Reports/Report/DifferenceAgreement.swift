import AblateStatistics

/// How far two studies agree on what the same steps are worth: by their differences between the same two rows, never
/// by levels. Fractions of 1.
package struct DifferenceAgreement: Sendable {
    /// Steps that both have a difference of. Statistics are over adopted ones: branches depart from one step and would
    /// count its noise again and again.
    package let points: [Point]
    package let signs: Result<SignAgreement, StatisticsError>
    package let spearman: Correlation
    package let kendall: Correlation

    package struct Point: Sendable {
        package let id: String
        /// The row that is subtracted on both axes.
        package let reference: String
        package let isBranch: Bool
        /// On the vertical axis.
        package let ours: Double
        package let ourInterval: Interval?
        package let ourError: Double?
        /// On the horizontal axis: the paper's, or the other study's.
        package let theirs: Double
        package let theirInterval: Interval?
        package let theirError: Double?
    }

    package struct Correlation: Sendable {
        package let coefficient: Result<Double, StatisticsError>
        package let interval: Result<Interval, StatisticsError>
        package let pValue: PValue?
        /// What noise alone leaves of it, the other side's differences taken for the truth; a failure where a
        /// standard error is not known.
        package let underNoise: Result<NoiseCeiling, StatisticsError>
    }

    /// What a recipe gives is no step of the roadmap.
    init(steps: [ReportStep]) {
        self.init(
            points: steps.filter { !$0.isRecipeChange }.compactMap { step in
                guard let both = step.bothDifferences, let ours = step.difference else { return nil }
                return Point(
                    id: step.id, reference: ours.reference, isBranch: step.isBranch, ours: both.ours,
                    ourInterval: ours.interval.value,
                    ourError: ours.test.value?.standardError, theirs: both.paper,
                    theirInterval: step.paper?.test.value?.interval(),
                    theirError: step.paper?.test.value?.standardError)
            })
    }

    init(points: [Point]) {
        self.points = points
        let adopted = points.filter { !$0.isBranch }
        let (ours, theirs) = (adopted.map(\.ours), adopted.map(\.theirs))
        signs = capture { () throws(StatisticsError) in try SignAgreement(ours, theirs) }
        spearman = Correlation(.spearman, adopted)
        kendall = Correlation(.kendall, adopted)
    }
}

extension DifferenceAgreement.Correlation {
    fileprivate init(_ kind: RankCorrelation.Kind, _ points: [DifferenceAgreement.Point]) {
        let correlation = capture { () throws(StatisticsError) in
            try RankCorrelation(kind, points.map(\.ours), points.map(\.theirs))
        }
        coefficient = correlation.map(\.coefficient)
        interval = correlation.flatMap { found in
            capture { () throws(StatisticsError) in try found.interval() }
        }
        pValue = correlation.value?.permutationP(draws: 20_000)
        underNoise = capture { () throws(StatisticsError) in
            let (ours, theirs) = (points.compactMap(\.ourError), points.compactMap(\.theirError))
            guard ours.count == points.count, theirs.count == points.count else {
                throw .tooFew(found: min(ours.count, theirs.count), needed: points.count)
            }
            return try NoiseCeiling(
                kind, truth: points.map(\.theirs), ourErrors: ours, theirErrors: theirs)
        }
    }
}

/// The paper's accuracies in its two regimes: no reproduction can be asked to agree with its differences better than
/// it agrees with itself.
package struct PaperRegimes: Sendable {
    /// By step; fractions of 1.
    private let first: [String: Double]
    private let second: [String: Double]
    /// Over consecutive rows, kernel 5 → 7 among them and the larger kernels left out: the 0.68 that is quoted.
    package let consecutive: Ceiling

    package struct Ceiling: Hashable, Sendable {
        package let spearman: Double
        package let kendall: Double
        package let signs: SignAgreement

        /// - Throws: `StatisticsError` when they are too few.
        init(_ first: [Double], _ second: [Double]) throws(StatisticsError) {
            spearman = try RankCorrelation(.spearman, first, second).coefficient
            kendall = try RankCorrelation(.kendall, first, second).coefficient
            signs = try SignAgreement(first, second)
        }
    }

    /// - Parameters:
    ///   - first: accuracies by step.
    ///   - consecutive: differences of consecutive rows in both regimes.
    /// - Throws: `StatisticsError` when they are too few.
    package init(
        _ first: [String: Double], _ second: [String: Double], consecutive: ([Double], [Double])
    ) throws(StatisticsError) {
        self.first = first
        self.second = second
        self.consecutive = try Ceiling(consecutive.0, consecutive.1)
    }

    /// Over the differences between the same rows; `nil` when they are too few.
    func ceiling(over points: [DifferenceAgreement.Point]) -> Ceiling? {
        func difference(_ point: DifferenceAgreement.Point, in regime: [String: Double]) -> Double? {
            regime[point.id].flatMap { top1 in regime[point.reference].map { top1 - $0 } }
        }
        let both = points.compactMap { point in
            difference(point, in: first).flatMap { a in difference(point, in: second).map { (a, $0) } }
        }
        return try? Ceiling(both.map(\.0), both.map(\.1))
    }
}
