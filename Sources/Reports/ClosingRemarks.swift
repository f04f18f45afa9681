import AblateResults
import AblateRunner
import AblateWords

/// What stands below the table of a study that has been run: rows that are no better than guessing, and what one seed
/// or two leave open.
package struct ClosingRemarks: Sendable {
    private let atChance: [String]
    private let furtherSeeds: FurtherSeeds?
    /// Which trains the seeds that are missing, as it can be typed.
    private let command: @Sendable ([Int]) -> String

    /// - Parameters:
    ///   - accuracies: top-1 of completed runs by step and seed.
    ///   - concurrency: runs that were trained at a time.
    package init(
        _ manifest: StudyManifest, rows: [StepRow], accuracies: [String: [Int: Double]], concurrency: Double,
        command: @escaping @Sendable ([Int]) -> String
    ) {
        let ids = Set(rows.map(\.id))
        self.init(
            atChance: ChanceLevel(manifest).sentences(
                on: rows.map { ($0.id, (accuracies[$0.id] ?? [:]).map(\.value)) }),
            furtherSeeds: FurtherSeeds(
                manifest, rows: rows,
                tests: rows.count { !$0.isPeer && ($0.reference.map(ids.contains) ?? false) },
                accuracies: accuracies, concurrency: concurrency),
            command: command)
    }

    init(atChance: [String], furtherSeeds: FurtherSeeds?, command: @escaping @Sendable ([Int]) -> String) {
        (self.atChance, self.furtherSeeds, self.command) = (atChance, furtherSeeds, command)
    }

    /// Each a line of at most so many columns, but for a command, which is to be copied whole; empty where there is
    /// nothing to say.
    package func lines(width: Int) -> [String] {
        var lines = atChance.flatMap { $0.wrapped(width) }
        if let further = furtherSeeds {
            lines += further.openText.wrapped(width)
            lines.append("  " + command(further.seeds))
            lines += further.gainText.wrapped(width)
        }
        return lines
    }
}
