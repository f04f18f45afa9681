import AblateTables
import AblateWords
import ArgumentParser

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the rows of the roadmap: what each costs and what it changes.",
        discussion: """
            MACs are multiply–accumulates of convolutions and linear layers for one image of the regime, what the \
            paper calls FLOPs. The paper's accuracy is on ImageNet. Beside the small regime, which the paper does \
            not have, stand the paper's figures for the ResNet-50 regime, whose rows it mimics.

            A branch is tried and not adopted: later rows do not build on it. What a row changes is found by \
            comparing its architecture with that of the adopted row before it.

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
        var table = Table(columns: [
            .init("id"), .init("title", isSpare: true), .init("regime", for: .programs), .init("branch"),
            .init("predecessor", for: .programs), .init("parameters"), .init("macs", "MACs"),
            .init("paper_regime", for: .programs),
            .init("paper_gmacs", "paper GMACs (\(source))", isSpare: true),
            .init("paper_top1", "paper top-1 % (\(source))", isSpare: true), .init("changes"),
        ])
        for row in study.recipeRows {
            guard let variant = roadmap.variant(row.stepID) else { continue }
            let network = try variant.architecture.network(input: regime.input, classes: regime.classes)
            let result = reference?.result(for: row.id)
            table.append([
                .text(row.id), .text(row.title), .text(regime.id), .truth(false), .missing,
                .integer(network.parameterCount), .integer(network.macs), .text(result?.regime),
                .real(result?.gmacs, decimals: 2), .fraction(result?.top1Mean, decimals: 2),
                .list(["the original recipe"]),
            ])
        }
        for variant in roadmap.variants {
            let network = try variant.architecture.network(input: regime.input, classes: regime.classes)
            let row = reference?.row(variant.id)
            let predecessor = variant.predecessor.flatMap(roadmap.variant)
            let changes = predecessor.map { variant.architecture.changes(from: $0.architecture) } ?? []
            let recipeRow = study.recipeRows.first { $0.stepID == variant.id }
            table.append([
                .text(variant.id), .text(variant.title), .text(regime.id), .truth(variant.isBranch),
                .text(recipeRow?.id ?? variant.predecessor), .integer(network.parameterCount),
                .integer(network.macs),
                .text(row.flatMap { _ in reference?.regime.id }), .real(row?.gmacs.value, decimals: 2),
                .fraction(row?.top1Mean, decimals: 2),
                .list(recipeRow == nil ? changes.map(\.description) : ["the study's recipe"]),
            ])
        }
        print(output.text(of: table))
    }
}
