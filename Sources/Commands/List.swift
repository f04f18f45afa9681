import AblateArchitectures
import AblateTables
import AblateWords
import ArgumentParser

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the rows of a roadmap: what each costs and what it changes.",
        discussion: """
            MACs are multiply–accumulates of convolutions, linear layers and attention for one image of the regime, what much of \
            the literature calls FLOPs. Beside a row stands what the study's reference prints for it, in a regime and \
            on data of its own.

            A branch is tried and not adopted: later rows do not build on it. A peer stands after the last row: a network \
            that no step leads to, compared with one row alone. What a row changes is found by comparing its architecture \
            with that of the row that it departs from or is set against.

            EXAMPLES
              \(Program.name) list
              \(Program.name) list --regime resnet-200
              \(Program.name) list --regime resnet-50 --format markdown
              \(Program.name) list --format json | jq '.[] | select(.branch | not) | .id'
            """)

    @OptionGroup var options: RoadmapOptions
    @OptionGroup var output: FormatOption

    func run() throws {
        let study = try options.resolved()
        let (regime, roadmap) = (study.regime, study.roadmap)
        let reference = Catalogue.current.references(of: study).of(regime)
        let source = reference.map { "\($0.regime.baselineTitle) regime" } ?? ""
        let noun = reference?.note.noun ?? ""
        let audience: Table.Audience = reference == nil ? .programs : .everyone
        var table = Table(columns: [
            .init("id"), .init("title", isSpare: true), .init("regime", for: .programs), .init("branch"),
            .init("peer", for: .programs),
            .init("predecessor", for: .programs), .init("parameters"), .init("macs", "MACs"),
            .init("paper_regime", for: .programs),
            .init("paper_gmacs", "\(noun) GMACs (\(source))", for: audience, isSpare: true),
            .init("paper_top1", "\(noun) top-1 % (\(source))", for: audience, isSpare: true),
            .init("changes", for: .people), .init("changes", for: .programs),
        ])
        let rows = roadmap.rows(by: study.recipe)
        for row in rows {
            let network = try row.architecture.network(input: regime.input, classes: regime.classes)
            let result = reference?.result(for: row.id)
            let predecessor = rows.first { $0.id == row.predecessor }
            let changes = predecessor.map { row.changes(from: $0) } ?? []
            table.append([
                .text(row.id), .text(row.title), .text(regime.id), .truth(row.isBranch),
                .truth(row.isPeer),
                .text(row.predecessor), .integer(network.parameterCount), .integer(network.macs),
                .text(result?.regime), .real(result?.gmacs, decimals: 2),
                .fraction(result?.top1Mean, decimals: 2), .list(Self.condensed(changes)),
                .list(changes.map(\.description)),
            ])
        }
        print(output.text(of: table))
    }

    /// The changes as people read them: fields that another family does not have, in one item.
    private static func condensed(_ changes: [FieldChange]) -> [String] {
        let isGone = { (change: FieldChange) in change.after == "none" }
        guard changes.contains(where: { $0.field == "family" }) else { return changes.map(\.description) }
        let gone = changes.filter(isGone).map(\.field)
        return changes.filter { !isGone($0) }.map(\.description)
            + (gone.isEmpty ? [] : ["without \(Units.list(gone, "and"))"])
    }
}
