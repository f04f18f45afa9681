import AblateFigures

/// What a report's figures show.
extension Drawing.Role {
    static let ours = Self("ours")
    static let oursSoft = Self("ours-soft")
    static let seed = Self("seed")
    static let paper = Self("paper")
    static let paperSoft = Self("paper-soft")
    static let branch = Self("branch")
    static let bar = Self("bar")
    static let front = Self("front")
    static let reference = Self("reference")
    static let diverged = Self("diverged")
}
