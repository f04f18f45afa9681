/// What to do about a file that cannot be written, by the system's reason.
package enum WriteAdvice {
    /// The end of a sentence.
    ///
    /// - Parameters:
    ///   - reason: in the system's words, in any case.
    ///   - elsewhere: how another place is chosen.
    package static func on(_ reason: String, elsewhere: Remedy) -> String {
        let reason = reason.lowercased()
        func speaks(of words: String...) -> Bool { words.contains(where: reason.contains) }
        if speaks(of: "no space", "quota", "is full", "not enough", "ran out of space") {
            return "free some space or \(elsewhere)"
        }
        if speaks(of: "permission", "not permitted", "readonly", "read-only") {
            return "check who may write there, or \(elsewhere)"
        }
        if speaks(of: "name too long") { return "give it a shorter name or path" }
        if speaks(of: "too many open files") { return "raise the limit of open files (`ulimit -n`)" }
        if speaks(of: "not a directory", "no such file", "doesn’t exist") {
            return "check the path, or \(elsewhere)"
        }
        return "\(elsewhere)"
    }
}
