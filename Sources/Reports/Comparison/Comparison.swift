import AblateArchitectures
import AblateResults
import AblateStatistics
import Foundation

/// Two steps or two runs side by side. Differences are the second less the first; accuracies are fractions of 1.
package struct Comparison: Sendable {
    package let first: ComparisonSide
    package let second: ComparisonSide
    /// Of architecture, recipe and data: those that differ and no other.
    package let changes: [FieldChange]
    package let groups: [Group]
    /// A row a seed that either side has; two single runs are one row whatever their seeds.
    package let pairs: [Pair]

    /// Layers whose names begin alike.
    package struct Group: Sendable {
        package let name: String
        package var firstMACs = 0
        package var secondMACs = 0
        package var firstParameters = 0
        package var secondParameters = 0
    }

    package struct Pair: Sendable {
        /// `nil` for two runs of different seeds.
        package let seed: Int?
        package let first: RunRecord?
        package let second: RunRecord?
        /// `nil` unless both runs recorded which images they got right.
        package let mcNemar: McNemarTest?

        package var difference: Double? {
            guard let first = first?.top1, let second = second?.top1 else { return nil }
            return second - first
        }
    }

    /// - Throws: ``ComparisonError`` when both were tested on different images or are the same runs.
    package init(_ first: ComparisonSide, _ second: ComparisonSide) throws {
        guard first.hasTestSet(of: second) else {
            throw ComparisonError.differentTestSets(first: first.testSet, second: second.testSet)
        }
        self.first = first
        self.second = second
        changes = IdentityFields.changes(from: first.fields, to: second.fields)
        if changes.isEmpty {
            throw ComparisonError.sameOnBothSides(
                "the same runs under two names, \(first.name) and \(second.name)")
        }
        groups = Self.groups(first.layers, second.layers)
        pairs = Self.pairs(first, second)
    }

    private static func groups(
        _ first: [RecordedLayer], _ second: [RecordedLayer]
    ) -> [Group] {
        var groups: [Group] = []
        func change(_ name: String, _ body: (inout Group) -> Void) {
            let index = groups.firstIndex { $0.name == name } ?? groups.count
            if index == groups.count { groups.append(Group(name: name)) }
            body(&groups[index])
        }
        for layer in first {
            change(layer.group) {
                $0.firstMACs += layer.macs
                $0.firstParameters += layer.parameters
            }
        }
        for layer in second {
            change(layer.group) {
                $0.secondMACs += layer.macs
                $0.secondParameters += layer.parameters
            }
        }
        // A stage that only the second has belongs before the head.
        return groups.sorted { ($0.place, $0.name) < ($1.place, $1.name) }
    }

    private static func pairs(_ first: ComparisonSide, _ second: ComparisonSide) -> [Pair] {
        func pair(_ seed: Int?, _ ours: RunRecord?, _ theirs: RunRecord?) -> Pair {
            var test: McNemarTest?
            if let ours = ours, let theirs = theirs, let a = ours.correct, let b = theirs.correct {
                test = try? McNemarTest(ours: a, theirs: b, images: ours.images)
            }
            return Pair(seed: seed, first: ours, second: theirs, mcNemar: test)
        }
        if first.name.hasPrefix("run "), let ours = first.runs.first, let theirs = second.runs.first {
            return [pair(ours.seed == theirs.seed ? ours.seed : nil, ours, theirs)]
        }
        let seeds = Set(first.runs.map(\.seed)).union(second.runs.map(\.seed)).sorted()
        return seeds.map { seed in
            pair(seed, first.runs.first { $0.seed == seed }, second.runs.first { $0.seed == seed })
        }
    }

    // MARK: Summary

    /// Over the pairs that both completed; whether they are of one seed decides whether it is paired.
    package var differences: [Double] { pairs.compactMap(\.difference) }
    /// Over all completed runs of the first, with a partner or not.
    package var firstTop1: Summary { Summary(pairs.compactMap { $0.first?.top1 }) }
    /// Over all completed runs of the second, with a partner or not.
    package var secondTop1: Summary { Summary(pairs.compactMap { $0.second?.top1 }) }

    /// Images that one side gets right and the other wrong in every pair of runs that recorded them; `nil`
    /// where there are fewer than two.
    package var consistent: (firstOnly: Int, secondOnly: Int, pairs: Int)? {
        let recorded = pairs.compactMap { pair -> (Data, Data)? in
            guard pair.mcNemar != nil, let a = pair.first?.correct, let b = pair.second?.correct else {
                return nil
            }
            return (a, b)
        }
        guard recorded.count > 1,
            let images = pairs.compactMap(\.first).first(where: { $0.correct != nil })?.images
        else { return nil }
        var (firstOnly, secondOnly) = (0, 0)
        for image in 0..<images {
            func isRight(_ bitmap: Data) -> Bool {
                bitmap[bitmap.startIndex + image / 8] >> (image % 8) & 1 == 1
            }
            if recorded.allSatisfy({ isRight($0.0) && !isRight($0.1) }) { firstOnly += 1 }
            if recorded.allSatisfy({ !isRight($0.0) && isRight($0.1) }) { secondOnly += 1 }
        }
        return (firstOnly, secondOnly, recorded.count)
    }

    /// Mean over the runs that have the epoch.
    package struct EpochMeans: Sendable {
        package let epoch: Int
        package let first: Means
        package let second: Means

        package struct Means: Sendable {
            package let trainLoss: Double?
            package let testLoss: Double?
            package let top1: Double?

            fileprivate init(_ runs: [RunRecord], epoch: Int) {
                let epochs = runs.compactMap { run in run.epochs.first { $0.epoch == epoch } }
                trainLoss = Summary(epochs.compactMap(\.trainLoss)).mean
                testLoss = Summary(epochs.compactMap(\.testLoss)).mean
                top1 = Summary(epochs.map(\.top1)).mean
            }
        }
    }

    /// Every epoch of the runs that stand side by side.
    package var epochs: [EpochMeans] {
        let both = pairs.filter { $0.first != nil && $0.second != nil }
        let (first, second) = (both.compactMap(\.first), both.compactMap(\.second))
        let numbers = Set((first + second).flatMap { $0.epochs.map(\.epoch) }).sorted()
        return numbers.map { epoch in
            EpochMeans(
                epoch: epoch, first: .init(first, epoch: epoch), second: .init(second, epoch: epoch))
        }
    }
}

extension Comparison.Group {
    /// Stem first, head last.
    fileprivate var place: Int { name == "stem" ? 0 : name == "head" ? 2 : 1 }
}
