import AblateArchitectures
import AblateRuns
import AblateStatistics
import Foundation

/// Two studies side by side (two data sets, two recipes, two regimes): whether what a step is worth in one it is worth
/// in the other. Levels of different data are shown and not compared.
package struct StudyPairReport: Sendable {
    package let first: StudyReport
    package let second: StudyReport
    /// Of recipe, data and regime, and of the networks where it is the same in every row that both have: those that
    /// differ and no other.
    package let changes: [FieldChange]
    /// Rows of both, in the order of the first.
    package let steps: [Step]
    /// How many tests Holm's correction is over: those that both studies declare.
    let testCount: Int
    /// The second's differences up, the first's across.
    package let agreement: DifferenceAgreement

    package struct Step: Sendable {
        package let first: ReportStep
        package let second: ReportStep
        /// In either study, against the nearest row before it that both have; `nil` for the first that both have.
        package let firstDifference: PairedEstimate?
        package let secondDifference: PairedEstimate?
        /// Of the accuracies themselves; `nil` where either has no run.
        package let level: LevelDifference?
        /// Of this row alone: fields of network and recipe that the studies mean otherwise by it.
        package internal(set) var changes: [FieldChange]
        /// Of the second's difference less the first's, as two independent ones; `nil` where either has no test.
        package let test: TTest?
        /// Holm's, over all steps that have a predecessor in both.
        package internal(set) var adjustedP: Double?

        package var id: String { first.id }
    }

    /// - Throws: ``ReportError`` or `ResultsError`.
    package init(
        _ first: String, _ second: String, reader: ReportReader,
        options: StudyReport.Options = StudyReport.Options()
    ) throws {
        if first == second { throw ReportError.sameStudy(first) }
        let a = try StudyReport(first, reader: reader) { _ in options }
        let b = try StudyReport(second, reader: reader) { _ in options }
        self.first = a
        self.second = b
        // The first rows of two regimes are other networks under other names, and have the same place.
        let baselines = (a.steps.baseline?.id, b.steps.baseline?.id)
        let common = a.allSteps.compactMap { ours in
            b.allSteps.first { $0.id == ours.id || ($0.id == baselines.1 && ours.id == baselines.0) }
                .map { (ours, $0) }
        }
        var steps = common.filter { $0.0.id == $0.1.id }.map { ours, theirs -> Step in
            // How a row stands to its peer is no step's worth: of a peer levels alone are compared.
            let reference = ours.isPeer ? nil : common.map(\.0).reference(of: ours)
            let other = common.first { $0.0.id == reference?.id }?.1
            let differences = (Self.difference(ours, to: reference), Self.difference(theirs, to: other))
            var test: TTest?
            if let before = differences.0?.test.value, let after = differences.1?.test.value {
                test = try? TTest(after, minus: before)
            }
            let level = LevelDifference(ours, in: a.manifest.data, theirs, in: b.manifest.data)
            let changes = IdentityFields.changes(
                from: Self.fields(a, ofStep: ours.id), to: Self.fields(b, ofStep: ours.id))
            return Step(
                first: ours, second: theirs, firstDifference: differences.0, secondDifference: differences.1,
                level: level, changes: changes, test: test)
        }
        if steps.isEmpty { throw ReportError.noCommonSteps(first, second) }
        let shared = IdentityFields.changes(from: Self.fields(a), to: Self.fields(b))
        let everywhere = steps[0].changes.filter { change in
            steps.allSatisfy { $0.changes.contains(change) } && !shared.contains(change)
        }
        let changes = shared + everywhere
        self.changes = changes
        for index in steps.indices { steps[index].changes.removeAll(where: changes.contains) }
        let tested = steps.indices.filter { steps[$0].test != nil }
        let family = steps.count { $0.firstDifference != nil && $0.secondDifference != nil }
        let adjusted = Holm.adjusted(tested.compactMap { steps[$0].test?.pValue.value }, of: family)
        testCount = family
        for (index, p) in zip(tested, adjusted) { steps[index].adjustedP = p }
        self.steps = steps
        agreement = DifferenceAgreement(points: steps.compactMap(Self.point))
    }

    /// What the step is worth in one study; `nil` without a row to measure it against.
    private static func difference(_ step: ReportStep, to reference: ReportStep?) -> PairedEstimate? {
        reference.map { PairedEstimate(step.top1BySeed, minus: $0.top1BySeed, reference: $0.id) }
    }

    private static func fields(_ report: StudyReport) -> IdentityFields {
        let manifest = report.manifest
        return IdentityFields([
            ("recipe", CanonicalJSON.text(manifest.recipe)), ("data", CanonicalJSON.text(manifest.data)),
            ("", CanonicalJSON.text(["regime": manifest.regime])),
        ])
    }

    /// Of one row: its network, and its recipe as the study's fields name it.
    private static func fields(_ report: StudyReport, ofStep id: String) -> IdentityFields {
        guard let step = report.manifest.steps.first(where: { $0.id == id }) else {
            return IdentityFields([])
        }
        return IdentityFields([
            ("", CanonicalJSON.text(step.architecture)),
            ("recipe", CanonicalJSON.text(step.recipe ?? report.manifest.recipe)),
        ])
    }

    private static func point(_ step: Step) -> DifferenceAgreement.Point? {
        guard let a = step.firstDifference, let b = step.secondDifference, let across = a.mean,
            let up = b.mean
        else { return nil }
        return DifferenceAgreement.Point(
            id: step.id, reference: a.reference, isBranch: step.first.isBranch, ours: up,
            ourInterval: b.interval.value,
            ourError: b.test.value?.standardError, theirs: across, theirInterval: a.interval.value,
            theirError: a.test.value?.standardError)
    }
}
