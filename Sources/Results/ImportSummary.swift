/// Something an import left out or kept against the newcomer; the rest was imported.
public enum ImportRemark: Hashable, Sendable, CustomStringConvertible {
    /// Two attempts of one identity ended in different weights: the engine broke its promise, or its meaning
    /// changed without a new `semantics` version.
    case differentWeights(run: String, kept: Int, other: Int)
    /// The attempt contradicts itself.
    case rejected(run: String, attempt: Int, reason: String)
    /// The old database held runs that no folder holds any more.
    case runsWithoutFolder(count: Int, backup: String)
    /// The old database could not be read.
    case unreadableBackup(backup: String)

    public var description: String {
        switch self {
        case .differentWeights(let run, let kept, let other):
            "Run \(run): attempts \(kept) and \(other) ended in different weights, though an equal identity "
                + "must give equal bits; the result of attempt \(kept) is kept."
        case .rejected(let run, let attempt, let reason):
            "Run \(run): attempt \(attempt) was not imported because \(reason)."
        case .runsWithoutFolder(let count, let backup):
            "The old database held \(count) \(count == 1 ? "run" : "runs") that the results folder does not "
                + "hold any more; it is kept as \(backup)."
        case .unreadableBackup(let backup):
            "The old database could not be read; it is kept as \(backup)."
        }
    }
}

/// What an import came to.
public struct ImportSummary: Hashable, Sendable {
    public var studies = 0
    public var attempts = 0
    public var remarks: [ImportRemark] = []
}
