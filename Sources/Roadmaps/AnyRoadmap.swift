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

    /// Those rows.
    public init<Family>(_ roadmap: Roadmap<Family>) {
        id = roadmap.id
        families = [Family.self] + roadmap.peers.map(\.family)
        makeRows = { roadmap.rows(by: $0) }
        makeTwin = { AnyRoadmap(roadmap.withoutPrecursors()) }
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

    /// The same without the rows before the roadmap's first: each row is a network of its own then.
    package func withoutPrecursors() -> AnyRoadmap { makeTwin() }
}

extension Roadmap {
    /// Every row by a study's recipe: the family's, then the peers.
    fileprivate func rows(by recipe: Recipe) -> [AnyRoadmap.Row] {
        let variants = variants(by: recipe)
        var rows = variants.map { variant in
            AnyRoadmap.Row(
                id: variant.id, title: variant.title, position: variant.position, isBranch: variant.isBranch,
                isPeer: false, predecessor: variant.predecessor,
                architecture: AnyArchitecture(variant.architecture), recipe: variant.configuration.recipe,
                ownRecipe: variant.ownRecipe)
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
                    ownRecipe: own == recipe ? nil : own))
        }
        return rows
    }
}
