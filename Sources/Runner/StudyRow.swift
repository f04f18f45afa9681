/// A row of a study, as far as its place among the others goes.
public protocol StudyRow {
    var id: String { get }
    /// From zero, in the whole roadmap; below zero for rows that come before it.
    var position: Int { get }
    /// Tried and not adopted: later rows do not build on it.
    var isBranch: Bool { get }
    /// Id of the row that this one departs from in the whole roadmap, whether or not the study has it.
    var predecessor: String? { get }
}

extension StepRecord: StudyRow {}

/// A study may hold some rows of its roadmap and get others later, so what a row is measured against follows from the
/// rows that are there. The database keeps what this says of every row.
extension Collection where Element: StudyRow {
    /// The row whose accuracy is subtracted from this one's: its predecessor where the study has it, else the nearest
    /// adopted row before that one; where nothing is adopted before, the nearest row of any kind.
    ///
    /// The alternatives of a sweep have one predecessor, by which they are passed over: none departs from another.
    public func reference(of row: Element) -> Element? {
        guard let predecessor = row.predecessor else { return nil }
        if let kept = first(where: { $0.id == predecessor }) { return kept }
        let before = filter { $0.position < row.position }.sorted { $0.position < $1.position }
        return before.last { !$0.isBranch && $0.predecessor != predecessor } ?? before.last
    }

    /// The row that all later ones are measured from: the roadmap's first, or the first that the study has of it.
    public var baseline: Element? {
        first { $0.position == 0 } ?? self.min { $0.position < $1.position }
    }

    /// The same for one row: `nil` for the baseline itself and for what stands before it.
    public func baseline(of row: Element) -> Element? {
        baseline.flatMap { $0.position < row.position ? $0 : nil }
    }
}
