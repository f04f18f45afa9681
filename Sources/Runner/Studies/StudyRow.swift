/// A row of a study, as far as its place among the others goes.
package protocol StudyRow {
    var id: String { get }
    /// From zero, in the whole roadmap.
    var position: Int { get }
    /// Trained by another recipe than the study's.
    var hasOwnRecipe: Bool { get }
    /// Later rows do not build on it: it was tried and not adopted, or is a peer.
    var isBranch: Bool { get }
    /// Stands after the last row and is compared with its predecessor alone.
    var isPeer: Bool { get }
    /// A design's and no row of the roadmap: it is a subset of steps, and measured against no row by itself.
    var isDesigned: Bool { get }
    /// Id of the row that this one departs from in the whole roadmap, whether or not the study has it.
    var predecessor: String? { get }
}

extension StepRecord: StudyRow {
    package var hasOwnRecipe: Bool { recipe != nil }
    package var isPeer: Bool { peer ?? false }
    package var isDesigned: Bool { design ?? false }
}

/// A study may hold some rows of its roadmap and get others later, so what a row is measured against follows from the
/// rows that are there. The database keeps what this says of every row.
extension Collection where Element: StudyRow {
    /// The row whose accuracy is subtracted from this one's: its predecessor where the study has it, else the nearest
    /// adopted row before that one; where nothing is adopted before, the nearest row of any kind. A peer has its
    /// predecessor or nothing.
    ///
    /// The alternatives of a sweep have one predecessor, by which they are passed over: none departs from another.
    package func reference(of row: Element) -> Element? {
        guard let predecessor = row.predecessor else { return nil }
        if let kept = first(where: { $0.id == predecessor }) { return kept }
        // A peer is set against one row alone.
        if row.isPeer { return nil }
        let before = filter { $0.position < row.position && !$0.isDesigned }.sorted {
            $0.position < $1.position
        }
        return before.last { !$0.isBranch && $0.predecessor != predecessor } ?? before.last
    }

    /// The row that all later ones are measured from: the roadmap's first, or the first that the study has of it.
    ///
    /// Precursors come before it: rows of the same network by another recipe, from which it departs. What the recipe
    /// gives is apart from what the architecture gives, where both are there.
    package var baseline: Element? {
        let rows = filter { !$0.isDesigned }.sorted { $0.position < $1.position }
        var index = 0
        while index + 1 < rows.count, rows[index].hasOwnRecipe, rows[index + 1].predecessor == rows[index].id
        {
            index += 1
        }
        return rows.indices.contains(index) && !rows[index].hasOwnRecipe ? rows[index] : rows.first
    }

    /// The same for one row: `nil` for the baseline itself, for what stands before it, for peers and for rows of designs.
    package func baseline(of row: Element) -> Element? {
        if row.isPeer || row.isDesigned { return nil }
        return baseline.flatMap { $0.position < row.position ? $0 : nil }
    }
}
