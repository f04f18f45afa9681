/// In sentences `backticks` enclose names. A name of the user's may hold one itself.
extension String {
    private static let heldBacktick = "\u{F8F0}"

    /// The text as a part of a sentence: its own backticks enclose nothing.
    package var held: String { replacingScalars { $0 == "`" ? Self.heldBacktick : nil } }

    /// The text as it is shown.
    package var literalBackticks: String {
        replacingScalars { String($0) == Self.heldBacktick ? "`" : nil }
    }
}
