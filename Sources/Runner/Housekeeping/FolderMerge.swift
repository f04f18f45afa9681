import Foundation

/// What taking in another results folder came to.
package struct FolderMerge: Hashable, Sendable {
    /// Something that was taken in otherwise than it is there, or was not.
    package enum Remark: Hashable, Sendable, CustomStringConvertible {
        /// Another attempt has its number here.
        case renumbered(run: String, from: Int, to: Int)
        /// Both folders finished the run, with other weights.
        case otherBits(RunRepetition, run: String)
        /// A process here works on the run, or is to go on with it, which a later attempt would keep it from.
        case heldBack(run: String, attempt: Int)
        case unreadable(RunnerError)
        /// The same of a file in an archive.
        case unreadableEntry(String, archive: String, reason: String)
        /// The study is here under another name.
        case knownStudy(theirs: String, ours: String)
        /// The name belongs to another study here.
        case renamedStudy(theirs: String, ours: String)

        package var description: String {
            switch self {
            case .renumbered(let run, let from, let to):
                "Run \(run): attempt \(from) is attempt \(to) here, where another has its number."
            case .otherBits(let repetition, let run): Self.otherBits(repetition, run)
            case .heldBack(let run, let attempt):
                "Run \(run): attempt \(attempt) was left out, since an attempt here is not finished; gather again when "
                    + "it is."
            case .unreadable(let problem): "\(problem) It was left out."
            case .unreadableEntry(let name, let archive, let reason):
                "'\(name)' in '\(archive)' was left out: \(reason)."
            case .knownStudy(let theirs, let ours):
                "The study '\(theirs)' is here as '\(ours)', and keeps this name."
            case .renamedStudy(let theirs, let ours):
                "The study '\(theirs)' is '\(ours)' here, where another has its name."
            }
        }

        private static func otherBits(_ repetition: RunRepetition, _ run: String) -> String {
            let weights = repetition.weights
            var text =
                "Run \(run): attempts \(repetition.earlier.number) and \(repetition.later.number) ended in other "
                + "weights (\(weights.earlier.prefix(16)) and \(weights.later.prefix(16)))"
            if let earlier = repetition.top1.earlier, let later = repetition.top1.later {
                text += String(format: ", top-1 %.2f %% and %.2f %%", earlier * 100, later * 100)
            }
            text += "; both are kept, and attempt \(repetition.earlier.number) speaks for the run. "
            let changes = repetition.provenanceChanges
            return text
                + (repetition.mustBeEqual
                    ? "One build on one instruction set must give equal bits: one of the machines is faulty."
                    : "What differs: \(changes.joined(separator: "; ")).")
        }
    }

    /// Attempts that were taken in.
    package internal(set) var taken = 0
    /// Attempts that were here already.
    package internal(set) var known = 0
    /// Unfinished attempts that were left out.
    package internal(set) var unfinished = 0
    package internal(set) var remarks: [Remark] = []

    package init() {}
}
