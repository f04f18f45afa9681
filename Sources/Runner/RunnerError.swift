import AblateWords
import Foundation

/// Why a study, an attempt or a results folder cannot be worked with, as a sentence with what to do.
package enum RunnerError: Error, Hashable, Sendable, CustomStringConvertible {
    case cannotRead(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
    /// A file of the results folder is not what this program writes.
    case malformed(path: String, reason: String)
    /// The identity in `attempt.json` is not the one that its hash or its folder names.
    case identityMismatch(path: String, expected: String, found: String)
    /// Two runs share the first digits of their hashes.
    case collision(path: String, expected: String, found: String)
    case attemptInUse(path: String)
    case attemptFailedBefore(path: String, reason: String)
    case unknownStep(String, roadmap: String, known: [String])
    case invalidVariant(step: String, reason: String)
    /// Another study has the name.
    case studyChanged(name: String, path: String, what: String)
    /// The study is kept under another name.
    case studyHasName(String, asked: String)
    /// Another study has the name that one is to have.
    case nameTaken(String, path: String)
    /// A study was called so before.
    case studyRenamed(String, to: String)
    /// A study is to have the name that it has.
    case sameName(String)
    /// - Parameter known: the names of all studies.
    case unknownStudy(String, path: String, known: [String])
    case cannotStart(executable: String, reason: String)
    /// Git does not tell the commit of the checkout that the program was built in.
    case commitUnknown(path: String, reason: String)
    /// Too few files may be open at a time.
    case tooFewFiles(free: Int, needed: Int, limit: Int)

    package var description: String {
        switch self {
        case .cannotRead(let path, let reason): "'\(path)' cannot be read: \(reason)."
        case .cannotWrite(let path, let reason):
            "'\(path)' cannot be written: \(reason); "
                + WriteAdvice.on(reason, elsewhere: .otherResultsFolder) + "."
        case .malformed(let path, let reason):
            "'\(path)' is not what Ablate writes: \(reason); restore it, or move its folder away."
        case .identityMismatch(let path, let expected, let found):
            "The identity in '\(path)' has the SHA-256 \(found), but \(expected) was expected; the file was "
                + "changed after it was written, so move its folder away."
        case .collision(let path, let expected, let found):
            "The folder '\(path)' belongs to the run \(found), but the run \(expected) needs it; \(Remedy.otherResultsFolder)."
        case .attemptInUse(let path):
            "The attempt '\(path)' is being trained by another process; wait for it to end, or stop it."
        case .attemptFailedBefore(let path, let reason):
            "The attempt '\(path)' failed before (\(reason)); \(Remedy.newAttempt)."
        case .unknownStep(let step, let roadmap, let known):
            "The roadmap '\(roadmap)' has no step '\(step)'; it has " + known.joined(separator: ", ") + "."
        case .invalidVariant(let step, let reason): "The step '\(step)' cannot be run: \(reason)"
        case .studyChanged(let name, let path, let what):
            "The name '\(name)' belongs to another study ('\(path)'): this one has \(what); "
                + "\(Remedy.ownName)."
        case .studyHasName(let name, let asked):
            "This study is recorded under the name '\(name)'; "
                + "\(Remedy.recordedName(name, asked: asked))."
        case .nameTaken(let name, let path):
            "The name '\(name)' belongs to another study ('\(path)'); give another, or rename that one first."
        case .studyRenamed(let name, let new):
            "The study '\(name)' was renamed; it is called '\(new)' now."
        case .sameName(let name): "The study is called '\(name)' already; give another name."
        case .unknownStudy(let name, let path, let known):
            Self.unknown(name, path: path, known: known)
        case .cannotStart(let executable, let reason):
            "The process '\(executable)' cannot be started: \(reason)."
        case .commitUnknown(let path, let reason):
            "The commit of '\(path)', where this program was built, is not known and will not be recorded: "
                + "\(reason)."
        case .tooFewFiles(let free, let needed, let limit):
            "Only \(free) more files can be opened, but \(needed) are needed: the limit is \(limit) (ulimit -n); raise "
                + "it to \(max(64, limit + needed - free)) or more."
        }
    }
}

extension RunnerError {
    private static func unknown(_ name: String, path: String, known: [String]) -> String {
        if known.isEmpty {
            return
                "There is no study '\(name)' in '\(path)', which holds none; run one first, or "
                + "\(Remedy.nameResultsFolder)."
        }
        return "There is no study '\(name)' in '\(path)'"
            + NearestNames.ending(
                name, among: known, atMost: 2, listing: "\(Remedy.listStudies)")
    }

    /// The reason of an error as part of a sentence: in the system's or the decoder's words, without a final
    /// full stop.
    package static func reason(_ error: any Error) -> String {
        var text: String
        switch error {
        case let error as DecodingError: text = reason(error)
        case let error as CocoaError:
            if let underlying = error.underlying { return reason(underlying) }
            text = error.localizedDescription
        case let error as POSIXError: return reason(errorNumber: error.code.rawValue)
        default: text = "\(error)"
        }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    static func reason(errorNumber: Int32) -> String {
        String(cString: strerror(errorNumber)).lowercased()
    }

    private static func reason(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty
                ? "it" : "'" + context.codingPath.map(\.stringValue).joined(separator: ".") + "'"
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context)) has no '\(key.stringValue)'"
        case .valueNotFound(_, let context): return "\(place(context)) is null"
        case .typeMismatch(let type, let context): return "\(place(context)) is not a \(type)"
        case .dataCorrupted(let context): return "\(place(context)) is not valid JSON"
        @unknown default: return "it cannot be decoded"
        }
    }
}

extension String {
    /// As a shell takes it for one word; as it is where no shell reads anything into it.
    package var quotedForShell: String {
        if StudyName.isValid(self) { return self }
        return "'" + replacing("'", with: "'\\''") + "'"
    }
}
