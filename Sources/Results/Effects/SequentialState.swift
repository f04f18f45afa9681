import AblateRunner
import AblateStatistics

/// How far a study that looks at its results has come: what is decided, and which rows need more seeds.
package struct SequentialState: Sendable {
    package let record: SequentialRecord
    package let hypotheses: [StudyHypotheses.Hypothesis]
    package let decisions: [SequentialFamily.Decision]
    package let looksTaken: Int

    /// - Parameter accuracies: top-1 of completed runs by row and seed.
    /// - Returns: `nil` where the study has a fixed number of seeds, or asks nothing.
    package init?(_ manifest: StudyManifest, _ accuracies: [String: [Int: Double]]) {
        guard let record = manifest.sequential else { return nil }
        let hypotheses = StudyHypotheses(manifest)
        guard !hypotheses.all.isEmpty,
            let family = try? SequentialFamily(
                looks: record.looks, significance: record.significance, count: hypotheses.all.count,
                smallest: record.smallest)
        else { return nil }
        let state = family.state(of: hypotheses.differences(accuracies))
        self.record = record
        self.hypotheses = hypotheses.all
        decisions = state.decisions
        looksTaken = state.looksTaken
    }

    package var undecided: [StudyHypotheses.Hypothesis] {
        zip(hypotheses, decisions).filter { !$0.1.isDecided }.map(\.0)
    }

    /// Rows that something undecided is asked of.
    package var openRows: Set<String> { Set(undecided.flatMap(\.rows)) }
}
