/// What has to be said of the numbers that a study is set beside.
public struct ReferenceNote: Hashable, Codable, Sendable {
    /// What sentences call it: `paper`, as in "the paper's difference".
    public var noun: String
    /// Where it is published, as a list of references has it.
    public var citation: String
    /// What has to be known before its numbers are set beside others: a sentence each.
    public var caveats: [String]
    /// The figure of its own that ours is drawn after: `Figure 2`; `nil` for none.
    public var figure: String?

    /// A note on a reference.
    public init(noun: String, citation: String, caveats: [String], figure: String? = nil) {
        self.noun = noun
        self.citation = citation
        self.caveats = caveats
        self.figure = figure
    }
}
