import AblateArchitectures

extension Reference {
    /// What is printed for each row, by id; fractions of 1. The first row may be another network in each regime and have
    /// another name, but it has the same place: it goes by the names that all these regimes have for it.
    package func accuracies(among regimes: [Regime]) -> [String: Double] {
        var accuracies = Dictionary(rows.map { ($0.id, $0.top1Mean) }) { first, _ in first }
        for other in regimes where accuracies[other.baselineID] == nil {
            accuracies[other.baselineID] = accuracies[regime.baselineID]
        }
        return accuracies
    }

    /// Of consecutive rows, the alternatives of a sweep among them up to the adopted one; those behind it, which nothing
    /// builds on, are left out.
    package func consecutiveDifferences(in roadmap: AnyRoadmap) -> [Double] {
        let ours = roadmap.rows
        let passedOver = ours.filter { row in
            row.isBranch
                && ours.contains {
                    !$0.isBranch && $0.predecessor == row.predecessor && $0.position < row.position
                }
        }.map(\.id)
        let kept = rows.filter { !passedOver.contains($0.id) }
        return zip(kept, kept.dropFirst()).map { $1.top1Mean - $0.top1Mean }
    }
}
