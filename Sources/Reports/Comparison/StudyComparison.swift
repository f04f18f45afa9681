import AblateArchitectures
import AblateStatistics
import Foundation

/// Two studies side by side: what they do differently, and what every step they share comes to.
package struct StudyComparison: Sendable {
    package let first: String
    package let second: String
    /// Of recipe and data: those that differ and no other.
    package let changes: [FieldChange]
    package let steps: [Step]
    /// What guessing gets right in either.
    let firstChance: ChanceLevel
    let secondChance: ChanceLevel
    /// Steps that only one of them has.
    package let firstOnlySteps: [String]
    package let secondOnlySteps: [String]

    package struct Step: Sendable {
        package let id: String
        /// Over all completed runs.
        package let firstTop1: Summary
        package let secondTop1: Summary
        /// The seeds that both completed, ascending.
        package let seeds: [Int]
        /// Top-1 of all completed runs.
        let firstRuns: [Double]
        let secondRuns: [Double]
        /// Second less first, over the seeds that both completed.
        package let differences: [Double]
        /// Accuracies over these seeds.
        package let pairedFirstTop1: Summary
        package let pairedSecondTop1: Summary
        /// Of all layers.
        package let firstMACs: Int
        package let secondMACs: Int
        /// Of the architecture, where the studies mean different ones by the step.
        package let changes: [FieldChange]
    }

    /// - Throws: ``ComparisonError`` when they share no step, were tested on different images or hold the same
    ///   runs; `ResultsError`.
    package init(_ first: String, _ second: String, reader: ComparisonReader) throws {
        self.first = first
        self.second = second
        let (ours, theirs) = (reader.steps(of: first), reader.steps(of: second))
        let common = ours.filter(theirs.contains)
        guard !common.isEmpty else { throw ComparisonError.noCommonSteps(first, second) }
        firstOnlySteps = ours.filter { !theirs.contains($0) }
        secondOnlySteps = theirs.filter { !ours.contains($0) }

        var shared: [FieldChange] = []
        var steps: [Step] = []
        var chances: (ChanceLevel, ChanceLevel)?
        for id in common {
            let (a, b) = (try reader.side(step: id, of: first), try reader.side(step: id, of: second))
            guard a.hasTestSet(of: b) else {
                throw ComparisonError.differentTestSets(first: a.testSet, second: b.testSet)
            }
            let changes = IdentityFields.changes(from: a.fields, to: b.fields)
            shared = changes.filter { !a.fields.isArchitectural($0.field, or: b.fields) }
            let (ours, theirs) = (a.top1BySeed, b.top1BySeed)
            let paired = PairedDifferences(theirs, minus: ours)
            chances = (a.chance, b.chance)
            steps.append(
                Step(
                    id: id, firstTop1: Summary(a.runs.compactMap(\.top1)),
                    secondTop1: Summary(b.runs.compactMap(\.top1)),
                    seeds: paired.seeds, firstRuns: a.runs.compactMap(\.top1),
                    secondRuns: b.runs.compactMap(\.top1), differences: paired.differences,
                    pairedFirstTop1: Summary(paired.seeds.compactMap { ours[$0] }),
                    pairedSecondTop1: Summary(paired.seeds.compactMap { theirs[$0] }),
                    firstMACs: a.layers.reduce(0) { $0 + $1.macs },
                    secondMACs: b.layers.reduce(0) { $0 + $1.macs },
                    changes: changes.filter { a.fields.isArchitectural($0.field, or: b.fields) }))
        }
        guard let chances else { throw ComparisonError.noCommonSteps(first, second) }
        (firstChance, secondChance) = chances
        self.changes = shared
        self.steps = steps
        if shared.isEmpty && steps.allSatisfy(\.changes.isEmpty) {
            throw ComparisonError.sameOnBothSides("the same runs under two names, '\(first)' and '\(second)'")
        }
    }
}

extension ComparisonSide {
    fileprivate var top1BySeed: [Int: Double] {
        Dictionary(runs.compactMap { run in run.top1.map { (run.seed, $0) } }) { first, _ in first }
    }
}
