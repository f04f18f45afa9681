/// How a study looks at its results while it runs, declared before the first look: with boundaries that make up for looking
/// more than once.
package struct SequentialRecord: Hashable, Codable, Sendable {
    /// Seeds at each look, ascending.
    package var looks: [Int]
    /// Of all looks and hypotheses together, two-sided.
    package var significance: Double
    /// A difference smaller than this does not matter, a fraction of 1.
    package var smallest: Double
    /// What is asked, one name a hypothesis: the correction is over these, whatever is asked later.
    package var hypotheses: [String]
    /// Runs of the study that had a result before the looks were declared; `nil` for none.
    package var finishedBefore: Int?

    package init(
        looks: [Int], significance: Double, smallest: Double, hypotheses: [String], finishedBefore: Int? = nil
    ) {
        self.looks = looks
        self.significance = significance
        self.smallest = smallest
        self.hypotheses = hypotheses
        self.finishedBefore = finishedBefore
    }

    /// Whether both look alike, whatever was there before.
    package func looksLike(_ other: SequentialRecord) -> Bool {
        looks == other.looks && significance == other.significance && smallest == other.smallest
    }
}
