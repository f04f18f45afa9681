import AblateKit

@main struct MyStudies: AblateTool {
    static let catalogue = Catalogue(
        studies: [.shapes, .mobile], references: [.shapes],
        recipes: NamedRecipe.builtIn + [
            NamedRecipe("brief", "A small recipe of one epoch", .small(epochs: 1))
        ],
        dataFormats: [RawShapes()])
}

extension Regime {
    /// Images of 16 pixels in three classes.
    static let tiny = Regime(
        id: "tiny", input: Shape(side: 16, channels: 3), classes: 3, stemReduction: 2, baselineID: "plain",
        baselineTitle: "Plain", baselineDepths: [1, 1], baselineWidth: 8)
}

extension Roadmap<ConvNet> {
    /// Two changes to a small ResNet.
    static func shapes(_ regime: Regime) -> Roadmap {
        Roadmap("shapes", from: .resNet(regime), as: regime.baselineID, regime.baselineTitle) {
            Step("wider", "twice the width", .set(\.width, 2 * regime.baselineWidth))
            Sweep("kernel", \.block.kernelSize, over: [5, 7], adopting: 5) { "kernel size → \($0)" }
        }
    }
}

extension Study {
    static let shapes = Study(
        "shapes", "Do width and kernels tell shapes apart?", regime: .tiny, rows: Roadmap.shapes,
        recipe: .small(epochs: 3), dataset: "image-folder", seeds: [0, 1])
}

extension Reference {
    static let shapes = Reference(
        "Notebook 7", of: "shapes", noun: "notebook", citation: "Our own notebook, page 7",
        caveats: ["Its images were larger."], regime: .tiny,
        rows: [
            Row("plain", "Plain", top1: 81.2, sd: 0.4, seeds: 3, gmacs: 0.00),
            Row("wider", "Twice the width", top1: 84.9, sd: 0.3, seeds: 3, gmacs: 0.00),
        ])
}
