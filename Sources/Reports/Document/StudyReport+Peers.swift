import AblateStatistics
import AblateTables
import AblateWords

extension StudyReport {
    /// How rows stand to their peers; `nil` where the study has none.
    var peerSection: ReportDocument.Section? {
        guard !peerComparisons.isEmpty else { return nil }
        let recipes = peerComparisons.filter { !$0.peer.recipeChanges.isEmpty }.map { comparison in
            "`\(comparison.peer.id)` is trained by a recipe of its own: "
                + comparison.peer.recipeChanges.map(\.description).joined(separator: "; ") + "."
        }
        return .init(
            id: "peers", title: "Beside other networks",
            blocks: [
                .paragraph(
                    "Peers are networks that no step leads to, trained on the same images with the same seeds. Each is "
                        + "set against one row alone; none of them has a part in what steps are worth, in their "
                        + "correction, or in the agreement with \(reference == nil ? "a reference" : "the \(noun)")."
                ),
                .table(
                    peerTable,
                    caption:
                        "Rows less their peers, paired by seed, in points. P(A>B): the share of pairs in which the row is "
                        + "the better one, ties counted half, with its 95 % interval. p is the t-test's, of each "
                        + "comparison alone.",
                    query: Self.query(.pairs(of: manifest.name))),
            ] + (recipes.isEmpty ? [] : [.list(recipes)]))
    }

    /// A row a comparison.
    var peerTable: Table {
        var table = Table(columns: [
            .init("row", "A"), .init("peer", "B"), .init("row_top1", "A top-1 % (n)"),
            .init("peer_top1", "B top-1 % (n)"), .init("macs_ratio", "A / B MACs"),
            .init("delta", "A − B [95 %]"), .init("pairs"), .init("p"),
            .init("superiority", "P(A>B) [95 %]"), .init("paper_delta", "\(noun)'s"),
        ])
        for comparison in peerComparisons {
            let (row, peer, difference) = (comparison.row, comparison.peer, comparison.difference)
            let superiority = difference.superiority.value
            table.append([
                .text(row.id), .text(peer.id), Self.written(row.top1.mean, Units.mean(row.top1)),
                Self.written(peer.top1.mean, Units.mean(peer.top1)),
                .real(Double(row.macs) / Double(peer.macs), decimals: 2),
                Self.written(difference.mean, Self.text(of: difference)), .integer(difference.pairs.count),
                Self.written(
                    difference.test.value?.pValue.value,
                    difference.test.value.map { Units.p($0.pValue.value) }),
                Self.written(superiority?.estimate, superiority.map(Self.text)),
                Self.written(
                    comparison.referenceDifference, comparison.referenceDifference.map { Points.signed($0) }),
            ])
        }
        return reference == nil ? table.without(["paper_delta"]) : table
    }

    private static func text(_ superiority: ProbabilityOfSuperiority) -> String {
        let interval = superiority.interval()
        return
            "\(Units.fixed(superiority.estimate, 2)) [\(Units.fixed(interval.lower, 2)), \(Units.fixed(interval.upper, 2))]"
    }

    /// How rows stand to their peers, in a sentence of the first screen; `nil` where nothing is measured.
    var peerSentence: String? {
        let parts = peerComparisons.compactMap { comparison -> String? in
            guard let mean = comparison.difference.mean else { return nil }
            let told = comparison.difference.isDistinguishable
            let (row, peer) = (comparison.row, comparison.peer)
            if isAtChance(row) || isAtChance(peer) { return nil }
            let level =
                comparison.difference.test.value == nil
                ? "" : told ? ", which is told from zero" : ", not told from zero"
            return
                "`\(row.id)` less its peer `\(peer.id)` is "
                + Self.text(mean, comparison.difference.interval.value)
                + " points at \(Units.fixed(Double(row.macs) / Double(peer.macs), 2)) of its MACs\(level)"
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
    }
}
