import AblateWords

/// Something an import left out or kept against the newcomer; the rest was imported.
package enum ImportRemark: Hashable, Sendable, CustomStringConvertible {
    /// Two attempts of one identity ended in different weights: the engine broke its promise, or its meaning
    /// changed without a new `semantics` version.
    case differentWeights(run: String, kept: Int, other: Int)
    /// The attempt contradicts itself.
    case rejected(run: String, attempt: Int, reason: String)
    /// The study has rows of a family of networks that this program does not have.
    case unknownFamily(study: String, family: String)
    /// The old database held runs that no folder holds any more.
    case runsWithoutFolder(count: Int, backup: String)
    /// The database holds attempts (of these runs) and studies that the folder does not hold.
    case notInFolder(attempts: Int, runs: [String], studies: [String])
    /// The old database could not be read.
    case unreadableBackup(backup: String)

    package var description: String {
        switch self {
        case .differentWeights(let run, let kept, let other):
            "Run \(run): attempts \(kept) and \(other) ended in different weights, though an equal identity "
                + "must give equal bits; the result of attempt \(kept) is kept."
        case .rejected(let run, let attempt, let reason):
            "Run \(run): attempt \(attempt) was not imported because \(reason)."
        case .unknownFamily(let study, let family):
            "The study '\(study)' was not imported because it has networks of the family '\(family)', which this program "
                + "does not have."
        case .runsWithoutFolder(let count, let backup):
            "The old database held \(Units.plural(count, "run")) that the results folder does not "
                + "hold any more; it is kept as \(backup)."
        case .notInFolder(let attempts, let runs, let studies):
            "The database holds " + Self.surplus(attempts: attempts, runs: runs, studies: studies)
                + " that the folder does not hold; \(Remedy.forget)."
        case .unreadableBackup(let backup):
            "The old database could not be read; it is kept as \(backup)."
        }
    }

    private static func surplus(attempts: Int, runs: [String], studies: [String]) -> String {
        var parts: [String] = []
        if !studies.isEmpty {
            parts.append(
                (studies.count == 1 ? "the study " : "the studies ")
                    + studies.map { "'\($0)'" }.joined(separator: ", "))
        }
        if attempts > 0 {
            let named = runs.prefix(3).joined(separator: ", ") + (runs.count > 3 ? ", …" : "")
            parts.append(
                "\(Units.plural(attempts, "attempt")) of \(Units.plural(runs.count, "run")) (\(named))")
        }
        return parts.joined(separator: " and ")
    }
}

/// What an import came to.
package struct ImportSummary: Hashable, Sendable {
    package var studies = 0
    package var attempts = 0
    package var remarks: [ImportRemark] = []
}
