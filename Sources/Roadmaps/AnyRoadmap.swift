import AblateArchitectures
import AblateRuns

/// The rows of a roadmap of whatever family, as a study holds them: the roadmap's own, and the peers after them.
public struct AnyRoadmap: Sendable {
    /// The roadmap's id.
    public let id: String
    /// Families of all rows.
    package let families: [any Architecture.Type]
    private let makeRows: @Sendable (Recipe) -> [Row]
    private let makeTwin: @Sendable () -> AnyRoadmap
    private let resolve: @Sendable (Design, Recipe, Shape, Int) throws(DesignError) -> ResolvedDesign

    /// Those rows.
    public init<Family>(_ roadmap: Roadmap<Family>) {
        id = roadmap.id
        families = [Family.self] + roadmap.peers.map(\.family)
        makeRows = { roadmap.rows(by: $0) }
        makeTwin = { AnyRoadmap(roadmap.withoutPrecursors()) }
        resolve = { design, recipe, input, classes throws(DesignError) in
            try roadmap.resolved(design, by: recipe, input: input, classes: classes)
        }
    }

    /// One row.
    public struct Row: Hashable, Sendable {
        /// Kebab-case and permanent.
        public let id: String
        /// What a table calls the row.
        public let title: String
        /// From zero, in the order of the table.
        public let position: Int
        /// Later rows do not build on it: it was tried and not adopted, or is a peer.
        public let isBranch: Bool
        /// Stands after the last row and is compared with one row alone.
        public let isPeer: Bool
        /// Id of the row that this one departs from, or a peer is set against; `nil` for the first.
        public let predecessor: String?
        /// The row's network.
        public let architecture: AnyArchitecture
        /// What it is trained by.
        public let recipe: Recipe
        /// The same where it is not the study's.
        public let ownRecipe: Recipe?
        /// Ids of the steps that are on, in the roadmap's order; `nil` for rows that are no subset of steps: those before
        /// the first, and peers.
        package let on: [String]?
        /// Whether it is a design's and no row of the roadmap.
        package let isDesigned: Bool

        /// The fields in which this row differs from `other`: the architecture's, then the recipe's as `recipe.FIELD`.
        package func changes(from other: Row) -> [FieldChange] {
            architecture.changes(from: other.architecture) + recipe.fieldChanges(from: other.recipe)
        }
    }

    /// Every row by a study's recipe, branches and peers included.
    public func rows(by recipe: Recipe) -> [Row] { makeRows(recipe) }

    /// Every row for whom recipes do not matter, such as a count of its multiply–accumulates.
    public var rows: [Row] { makeRows(.irrelevant) }

    /// The row of that id; `nil` where there is none.
    package func row(_ id: String) -> Row? { rows.first { $0.id == id } }

    /// A design's rows by a study's recipe, on images of `input` in so many classes.
    ///
    /// - Throws: ``DesignError`` where the design means nothing here.
    package func resolved(
        _ design: Design, by recipe: Recipe, input: Shape, classes: Int
    ) throws(DesignError) -> ResolvedDesign {
        try resolve(design, recipe, input, classes)
    }

    /// The same without the rows before the roadmap's first: each row is a network of its own then.
    package func withoutPrecursors() -> AnyRoadmap { makeTwin() }
}

extension Roadmap {
    /// Every row by a study's recipe: the family's, then the peers.
    fileprivate func rows(by recipe: Recipe) -> [AnyRoadmap.Row] {
        let variants = variants(by: recipe)
        let stepsOn = stepsOn(in: variants)
        var rows = variants.map { variant in
            AnyRoadmap.Row(
                id: variant.id, title: variant.title, position: variant.position, isBranch: variant.isBranch,
                isPeer: false, predecessor: variant.predecessor,
                architecture: AnyArchitecture(variant.architecture), recipe: variant.configuration.recipe,
                ownRecipe: variant.ownRecipe, on: stepsOn[variant.id], isDesigned: false)
        }
        let last = variants.last { !$0.isBranch }
        for peer in peers {
            precondition(
                peer.rival.map { id in variants.contains { $0.id == id } } ?? true,
                "Peer '\(peer.id)' is set beside '\(peer.rival ?? "")', which roadmap '\(id)' does not have.")
            let own = peer.recipe(recipe)
            rows.append(
                AnyRoadmap.Row(
                    id: peer.id, title: peer.title, position: rows.count, isBranch: true, isPeer: true,
                    predecessor: peer.rival ?? last?.id, architecture: peer.architecture, recipe: own,
                    ownRecipe: own == recipe ? nil : own, on: nil, isDesigned: false))
        }
        return rows
    }
}

extension Roadmap {
    /// Which steps are on in each row, by its id. A row whose step excludes one before it is the row without that one,
    /// where that is the same network; else it is no subset of steps.
    fileprivate func stepsOn(in variants: [Variant]) -> [String: [String]] {
        let exclusions = SubsetRows.exclusions(of: self)
        var on: [String: [String]] = [baselineID: []]
        for variant in variants {
            guard variant.id != baselineID, let before = variant.predecessor.flatMap({ on[$0] }) else {
                continue
            }
            let kept = before.filter { exclusions[$0]?.contains(variant.id) != true } + [variant.id]
            if kept.count <= before.count {
                let steps = elements.flatMap(\.steps).filter { kept.contains($0.id) }
                let first = Configuration(baseline, recipe: variant.configuration.studyRecipe)
                guard steps.reduce(first, { $1.applied(to: $0) }) == variant.configuration else { continue }
            }
            on[variant.id] = kept
        }
        return on
    }
}

extension AnyRoadmap.Row {
    /// A row of a design, which stands after the roadmap's.
    init<Family>(id: String, title: String, standingFor on: [String]?, configuration: Configuration<Family>) {
        self.init(
            id: id, title: title, position: 0, isBranch: true, isPeer: false, predecessor: nil,
            architecture: AnyArchitecture(configuration.architecture), recipe: configuration.recipe,
            ownRecipe: configuration.recipe == configuration.studyRecipe ? nil : configuration.recipe, on: on,
            isDesigned: true)
    }

    /// The same row with another architecture of the same kind, at the first row's multiply–accumulates.
    func atEqualMACs(_ architecture: AnyArchitecture) -> AnyRoadmap.Row {
        AnyRoadmap.Row(
            id: "\(id)@equal-macs", title: "\(id) at equal MACs", position: 0, isBranch: true, isPeer: false,
            predecessor: nil, architecture: architecture, recipe: recipe, ownRecipe: ownRecipe, on: nil,
            isDesigned: true)
    }
}
