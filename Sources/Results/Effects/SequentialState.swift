import AblateRunner
import AblateStatistics

/// How far a study that looks at its results has come: what is decided, and which rows need more seeds.
package struct SequentialState: Sendable {
    package let record: SequentialRecord
    package let hypotheses: [StudyHypotheses.Hypothesis]
    package let decisions: [SequentialFamily.Decision]
    package let looksTaken: Int

    /// - Parameters:
    ///   - accuracies: top-1 of completed runs by row and seed.
    ///   - looks: no more than so many are taken; `nil` for all that there are results for.
    /// - Returns: `nil` where the study has a fixed number of seeds, or lacks a row that something is asked of.
    package init?(
        _ manifest: StudyManifest, _ accuracies: [String: [Int: Double]], afterLooks looks: Int? = nil
    ) {
        guard let record = manifest.sequential else { return nil }
        let declared = Set(record.hypotheses)
        let hypotheses = StudyHypotheses(manifest).keeping { declared.contains($0.name) }
        guard !hypotheses.all.isEmpty, hypotheses.all.count == declared.count,
            let family = try? SequentialFamily(
                looks: record.looks, significance: record.significance, count: declared.count,
                smallest: record.smallest)
        else { return nil }
        let state = family.state(of: hypotheses.differences(accuracies), afterLooks: looks)
        self.record = record
        self.hypotheses = hypotheses.all
        decisions = state.decisions
        looksTaken = state.looksTaken
    }

    package var undecided: [StudyHypotheses.Hypothesis] {
        zip(hypotheses, decisions).filter { !$0.1.isDecided }.map(\.0)
    }

    /// How many seeds the looks of a row took that nothing undecided is asked of.
    package func seedCount(of row: String) -> Int {
        let looks = zip(hypotheses, decisions).filter { $0.0.rows.contains(row) }.compactMap(\.1.look)
        return record.looks[looks.max() ?? 0]
    }

    /// Rows that something undecided is asked of.
    package var openRows: Set<String> { Set(undecided.flatMap(\.rows)) }
}
