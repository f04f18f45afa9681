import AblateArchitectures
import AblateStatistics
import Foundation

/// What `ablate compare --format json` prints. Accuracies are fractions of 1; differences are B less A; what is
/// not known is left out, with its reason where there is one.
package struct ComparisonDocument: Encodable, Sendable {
    let a: String
    let b: String
    let changes: [Change]
    let groups: [Group]?
    let pairs: [Pair]?
    /// Over all completed runs of a side; those of the pairs are in `difference`.
    let aN: Int?
    let bN: Int?
    let aTop1Mean: Double?
    let bTop1Mean: Double?
    /// Whether none of a side's completed runs is better than guessing.
    let aAtChance: Bool?
    let bAtChance: Bool?
    let chanceTop1: Double
    let epochs: [Epoch]?
    let difference: Difference?
    let steps: [Step]?
    let aOnlySteps: [String]?
    let bOnlySteps: [String]?

    struct Change: Encodable, Sendable {
        let field: String
        let a: String
        let b: String

        init(_ change: FieldChange) {
            field = change.field
            a = change.before
            b = change.after
        }
    }

    struct Group: Encodable, Sendable {
        let layers: String
        let aMacs: Int
        let bMacs: Int
        let aParameters: Int
        let bParameters: Int
    }

    struct Pair: Encodable, Sendable {
        let seed: Int?
        let aRun: String?
        let bRun: String?
        let aStatus: String?
        let bStatus: String?
        let aTop1: Double?
        let bTop1: Double?
        let difference: Double?
        let images: Images?
    }

    /// Counts of test images, the numbers of those that tell the two apart, and McNemar's exact p.
    struct Images: Encodable, Sendable {
        let bothRight: Int
        let bothWrong: Int
        let aOnly: [Int]
        let bOnly: [Int]
        let mcnemarP: Double
    }

    struct Epoch: Encodable, Sendable {
        let epoch: Int
        let aTrainLoss: Double?
        let bTrainLoss: Double?
        let aTestLoss: Double?
        let bTestLoss: Double?
        let aTop1: Double?
        let bTop1: Double?
    }

    /// Of paired differences; the means of both sides are over the same seeds.
    struct Difference: Encodable, Sendable {
        let n: Int
        let seeds: [Int]
        let aTop1Mean: Double?
        let bTop1Mean: Double?
        let mean: Double?
        let sd: Double?
        let lower: Double?
        let upper: Double?
        let tP: Double?
        let signFlipP: Double?
        let smallestSignFlipP: Double
        let superiority: Double?
        /// Why there is no interval.
        let reason: String?
    }

    struct Step: Encodable, Sendable {
        let step: String
        let aMacs: Int
        let bMacs: Int
        let aN: Int
        let bN: Int
        let aTop1Mean: Double?
        let bTop1Mean: Double?
        let aAtChance: Bool?
        let bAtChance: Bool?
        let difference: Difference
        let changes: [Change]
    }

    package init(_ comparison: Comparison) {
        a = comparison.first.name
        b = comparison.second.name
        changes = comparison.changes.map(Change.init)
        groups = comparison.groups.map {
            Group(
                layers: $0.name, aMacs: $0.firstMACs, bMacs: $0.secondMACs, aParameters: $0.firstParameters,
                bParameters: $0.secondParameters)
        }
        pairs = comparison.pairs.map(Pair.init)
        epochs = comparison.epochs.map {
            Epoch(
                epoch: $0.epoch, aTrainLoss: $0.first.trainLoss, bTrainLoss: $0.second.trainLoss,
                aTestLoss: $0.first.testLoss, bTestLoss: $0.second.testLoss, aTop1: $0.first.top1,
                bTop1: $0.second.top1)
        }
        // Runs of different seeds are no pair.
        let isPaired = comparison.pairs.allSatisfy { $0.seed != nil }
        let both = comparison.pairs.filter { $0.difference != nil }
        difference =
            isPaired
            ? Difference(
                comparison.differences, seeds: both.compactMap(\.seed),
                Summary(both.compactMap { $0.first?.top1 }), Summary(both.compactMap { $0.second?.top1 }))
            : nil
        (aN, bN) = (comparison.firstTop1.n, comparison.secondTop1.n)
        (aTop1Mean, bTop1Mean) = (comparison.firstTop1.mean, comparison.secondTop1.mean)
        aAtChance = comparison.firstTop1.n > 0 ? comparison.first.isAtChance : nil
        bAtChance = comparison.secondTop1.n > 0 ? comparison.second.isAtChance : nil
        chanceTop1 = comparison.first.chance.share
        (steps, aOnlySteps, bOnlySteps) = (nil, nil, nil)
    }

    package init(_ comparison: StudyComparison) {
        a = comparison.first
        b = comparison.second
        changes = comparison.changes.map(Change.init)
        steps = comparison.steps.map { step in
            Step(
                step: step.id, aMacs: step.firstMACs, bMacs: step.secondMACs, aN: step.firstTop1.n,
                bN: step.secondTop1.n, aTop1Mean: step.firstTop1.mean, bTop1Mean: step.secondTop1.mean,
                aAtChance: step.firstRuns.isEmpty
                    ? nil : comparison.firstChance.isReached(by: step.firstRuns),
                bAtChance: step.secondRuns.isEmpty
                    ? nil : comparison.secondChance.isReached(by: step.secondRuns),
                difference: Difference(
                    step.differences, seeds: step.seeds, step.pairedFirstTop1, step.pairedSecondTop1),
                changes: step.changes.map(Change.init))
        }
        aOnlySteps = comparison.firstOnlySteps
        bOnlySteps = comparison.secondOnlySteps
        (groups, pairs, epochs, difference) = (nil, nil, nil, nil)
        (aN, bN, aTop1Mean, bTop1Mean) = (nil, nil, nil, nil)
        (aAtChance, bAtChance, chanceTop1) = (nil, nil, comparison.firstChance.share)
    }

    /// Indented, keys in snake case and in order.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension ComparisonDocument.Difference {
    fileprivate init(_ differences: [Double], seeds: [Int], _ first: Summary, _ second: Summary) {
        let summary = Summary(differences)
        n = summary.n
        self.seeds = seeds
        (aTop1Mean, bTop1Mean) = (first.mean, second.mean)
        mean = summary.mean
        sd = summary.standardDeviation
        // From one pair both would be 1 whatever it is.
        let isTested = n > 1
        signFlipP = isTested ? try? SignFlipTest(differences).pValue.value : nil
        smallestSignFlipP = SignFlipTest.smallestP(pairs: differences.count)
        superiority = isTested ? try? ProbabilityOfSuperiority(paired: differences).estimate : nil
        do {
            let test = try TTest(paired: differences)
            let interval = test.interval()
            (lower, upper, tP, reason) = (interval.lower, interval.upper, test.pValue.value, nil)
        } catch {
            (lower, upper, tP, reason) = (nil, nil, nil, error.description)
        }
    }
}

extension ComparisonDocument.Pair {
    fileprivate init(_ pair: Comparison.Pair) {
        seed = pair.seed
        aRun = pair.first?.identitySHA256
        bRun = pair.second?.identitySHA256
        aStatus = pair.first?.status
        bStatus = pair.second?.status
        aTop1 = pair.first?.top1
        bTop1 = pair.second?.top1
        difference = pair.difference
        if let test = pair.mcNemar, let a = pair.first?.correct, let b = pair.second?.correct {
            func only(_ mine: Data, _ other: Data) -> [Int] {
                var images: [Int] = []
                for (index, bytes) in zip(mine, other).enumerated() {
                    let alone: UInt8 = bytes.0 & ~bytes.1
                    for bit in 0..<8 where (alone >> UInt8(bit)) & 1 == 1 { images.append(8 * index + bit) }
                }
                return images
            }
            images = .init(
                bothRight: test.bothRight, bothWrong: test.bothWrong, aOnly: only(a, b), bOnly: only(b, a),
                mcnemarP: test.pValue.value)
        } else {
            images = nil
        }
    }
}
