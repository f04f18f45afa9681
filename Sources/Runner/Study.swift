import Architectures
import Datasets
import Training

/// What is compared, on what, how, and how often: a study as it is written down, before data and networks
/// are resolved into a ``StudyManifest``.
public struct Study: Sendable {
    /// The preset's name, followed by what was changed (see ``named(after:)``).
    public var name: String
    public var title: String
    public var regime: Regime
    /// The rows, at a given scale.
    public var rows: @Sendable (Regime) -> Roadmap
    public var recipe: Recipe
    public var dataset: String
    /// `nil` for all that the data set has.
    public var trainImages: Int?
    /// `nil` for all that the data set has.
    public var testImages: Int?
    /// Pixels; `nil` for the regime's own.
    public var imageSide: Int?
    /// Declared before anything runs.
    public var seeds: [Int]

    public init(
        _ name: String, _ title: String, regime: Regime, rows: @escaping @Sendable (Regime) -> Roadmap,
        recipe: Recipe, dataset: String, trainImages: Int? = nil, testImages: Int? = nil,
        imageSide: Int? = nil, seeds: [Int]
    ) {
        self.name = name
        self.title = title
        self.regime = regime
        self.rows = rows
        self.recipe = recipe
        self.dataset = dataset
        self.trainImages = trainImages
        self.testImages = testImages
        self.imageSide = imageSide
        self.seeds = seeds
    }

    public var roadmap: Roadmap { rows(regime) }
    /// Pixels.
    public var resolvedImageSide: Int { imageSide ?? regime.input.height }

    /// The study with every choice resolved.
    ///
    /// - Parameters:
    ///   - data: what the study's fields select from the data set.
    ///   - steps: ids of the rows to keep; `nil` for all.
    ///   - paper: what the paper prints for a row.
    /// - Throws: ``RunnerError/unknownStep(_:roadmap:known:)``.
    public func manifest(
        data: DataSelection, steps: [String]? = nil, paper: (Roadmap.Variant) -> PaperResult?
    ) throws -> StudyManifest {
        let roadmap = roadmap
        let variants = roadmap.variants
        for step in steps ?? [] where !variants.contains(where: { $0.id == step }) {
            throw RunnerError.unknownStep(step, roadmap: roadmap.id, known: variants.map(\.id))
        }
        let kept = variants.filter { variant in steps.map { $0.contains(variant.id) } ?? true }
        return StudyManifest(
            name: name, title: title, regime: regime.id, roadmap: roadmap.id,
            steps: kept.map { StepRecord($0, paper: paper($0)) }, recipe: recipe, data: data, seeds: seeds)
    }
}
