import ArgumentParser
import Foundation

extension ExitCode {
    /// A mistake in the arguments (`EX_USAGE` of sysexits.h).
    static let usage = ExitCode(64)

    /// Says `sentence` on standard error; to be thrown. The parser's own errors print usage below theirs, which
    /// buries the sentence.
    static func usage(_ sentence: String) -> ExitCode { failure(sentence, status: usage.rawValue) }

    /// Says `sentence` on standard error; to be thrown.
    static func failure(_ sentence: String, status: Int32 = 1) -> ExitCode {
        StandardError.say(sentence)
        return ExitCode(status)
    }
}

enum StandardError {
    /// A line on standard error; nothing when nobody listens any more.
    static func say(_ sentence: String) {
        try? FileHandle.standardError.write(contentsOf: Data((sentence + "\n").utf8))
    }
}

extension [String] {
    /// `'a', 'b' or 'c'`.
    func quoted(joinedBy conjunction: String) -> String {
        let names = map { "'\($0)'" }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
    }
}
