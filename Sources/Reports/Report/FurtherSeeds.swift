import AblateResults
import AblateRunner
import AblateStatistics
import AblateWords
import Foundation

/// What a study of one or two seeds cannot decide, and what would: how many seeds, which command, how long.
struct FurtherSeeds: Hashable, Sendable {
    /// Seeds that the study declares.
    let declared: Int
    /// All that it would have.
    let seeds: [Int]
    /// Differences that Holm's correction is over.
    let tests: Int
    /// The smallest true difference that these seeds find with 80 % chance after the correction. A fraction of 1.
    let detectable: Double
    /// Of paired differences, as assumed or recorded.
    let deviation: DetectableDifference.Deviation
    /// Wall seconds of the runs that are missing, at the pace of those there are; `nil` where none is known.
    let seconds: Double?

    /// More seeds than this gain little: the difference found is a few deviations already.
    private static let enoughDeviations = 4.0
    private static let mostSeeds = 10
    /// As many as a deviation can be told from.
    private static let fewestSeeds = 3

    /// - Parameters:
    ///   - rows: of the study, as the database sums them up.
    ///   - tests: how many differences are tested together.
    ///   - accuracies: top-1 of completed runs by step and seed.
    ///   - concurrency: runs that were trained at a time, on average.
    /// - Returns: `nil` where the study has three seeds or more, no run, or no difference to decide.
    init?(
        _ manifest: StudyManifest, rows: [StepRow], tests: Int, accuracies: [String: [Int: Double]],
        concurrency: Double
    ) {
        let declaredSeeds = Set(manifest.seeds).union(accuracies.values.flatMap(\.keys))
        declared = max(declaredSeeds.count, rows.map(\.plannedN).max() ?? 0)
        guard declared < Self.fewestSeeds, tests > 0, rows.contains(where: { $0.n > 0 }) else { return nil }
        self.tests = tests
        deviation = DetectableDifference.Deviation(manifest, accuracies: accuracies)
        let level = DetectableDifference.significance / Double(tests)
        var found: (seeds: Int, difference: Double)?
        for count in Self.fewestSeeds...Self.mostSeeds {
            guard
                let design = try? PairedDesign(
                    seeds: count, standardDeviation: deviation.value, significance: level)
            else { return nil }
            let difference = design.smallestDetectableDifference(power: DetectableDifference.power)
            found = (count, difference)
            if difference <= Self.enoughDeviations * deviation.value { break }
        }
        guard let found else { return nil }
        detectable = found.difference
        var seeds = Array(declaredSeeds)
        var next = 0
        while seeds.count < found.seeds {
            if !seeds.contains(next) { seeds.append(next) }
            next += 1
        }
        self.seeds = seeds.sorted()
        let missing = rows.map { row in
            row.secondsMean.map { $0 * Double(found.seeds - row.n - row.divergedN) }
        }
        let known = missing.compactMap(\.self)
        // A row without a run takes what the others take.
        let mean = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        seconds = mean.map { $0 * Double(rows.count) / max(concurrency, 1) }
    }

    /// What the study leaves open.
    var openText: String {
        declared == 1
            ? "One seed cannot tell a difference from chance, since runs of one row differ by their seed as well."
            : "Two seeds leave one degree of freedom, so that only very large differences are told from chance."
    }

    /// What the command would do.
    var gainText: String {
        let added = Units.plural(seeds.count - declared, "seed")
        let time = seconds.map { ", about \(Self.minutes($0)) more at the pace of these runs" } ?? ""
        let correction = tests > 1 ? " after correction for \(tests) tests" : ""
        return "adds \(added)\(time); \(seeds.count) seeds would decide differences above about "
            + "\(Points.size(detectable)) points (80 % power\(correction); \(deviation.text))."
    }

    /// - Parameter command: that trains what is missing, as it can be typed.
    func sentence(command: String) -> String { "\(openText) `\(command.held)` \(gainText)" }

    /// `35 min`, `2 h 10 min`; below a minute in seconds.
    private static func minutes(_ seconds: Double) -> String {
        if seconds < 90 { return "\(max(1, Int(seconds.rounded(.up)))) s" }
        let minutes = Int((seconds / 60).rounded(.up))
        return minutes < 60
            ? "\(minutes) min" : "\(minutes / 60) h " + String(format: "%02d min", minutes % 60)
    }
}
