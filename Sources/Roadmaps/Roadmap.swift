import AblateArchitectures
import AblateRuns

/// An architecture and the steps that lead away from it, one row a step.
public struct Roadmap<Family: Architecture>: Sendable {
    /// Kebab-case and permanent: the database knows it.
    public let id: String
    /// Id of the first row.
    public let baselineID: String
    /// What a table calls the first row.
    public let baselineTitle: String
    /// The first row's network.
    public let baseline: Family
    /// Rows before the first, in order.
    let precursors: [Step<Family>]
    let elements: [Element]
    /// Rows after the last, in order.
    package let peers: [Peer<Family>]
    /// Steps that belong together, in order.
    package let groups: [StepGroupRecord]

    enum Element: Sendable {
        case step(Step<Family>)
        case sweep(Sweep<Family>)
        case branch(Branch<Family>)

        /// The step that later rows build on; `nil` where they build on what was before.
        var adopted: Step<Family>? {
            switch self {
            case .step(let step): step
            case .sweep(let sweep): sweep.adoptedStep
            case .branch: nil
            }
        }

        /// All its rows.
        var steps: [Step<Family>] {
            switch self {
            case .step(let step): [step]
            case .sweep(let sweep): sweep.alternatives
            case .branch(let branch): [branch.step]
            }
        }

        func answers(to id: String) -> Bool {
            if case .sweep(let sweep) = self, sweep.id == id { return true }
            return adopted?.id == id
        }
    }

    /// A roadmap whose first row is `baseline`, unchanged.
    public init(
        _ id: String, from baseline: Family, as baselineID: String, _ baselineTitle: String,
        @RoadmapBuilder<Family> steps: () -> [RoadmapBuilder<Family>.Component]
    ) {
        var precursors: [Step<Family>] = []
        var elements: [Element] = []
        var peers: [Peer<Family>] = []
        var groups: [StepGroupRecord] = []
        for component in steps() {
            switch component.content {
            case .precursor(let row): precursors.append(row.step)
            case .element(let element): elements.append(element)
            case .peer(let peer): peers.append(peer)
            case .group(let group):
                elements += group.elements
                groups.append(
                    StepGroupRecord(
                        id: group.id, title: group.title, steps: group.elements.compactMap { $0.adopted?.id })
                )
            }
        }
        self.init(
            id: id, baselineID: baselineID, baselineTitle: baselineTitle, baseline: baseline,
            precursors: precursors, elements: elements, peers: peers, groups: groups)
    }

    private init(
        id: String, baselineID: String, baselineTitle: String, baseline: Family, precursors: [Step<Family>],
        elements: [Element], peers: [Peer<Family>], groups: [StepGroupRecord]
    ) {
        self.id = id
        self.baselineID = baselineID
        self.baselineTitle = baselineTitle
        self.baseline = baseline
        self.precursors = precursors
        self.elements = elements
        self.peers = peers
        self.groups = groups
    }

    /// One row of the roadmap.
    public struct Variant: Hashable, Sendable {
        /// Kebab-case and permanent, like a step's.
        public let id: String
        /// What a table calls the row.
        public let title: String
        /// From zero, in the order of the table.
        public let position: Int
        /// Tried and not adopted: later rows do not build on it.
        public let isBranch: Bool
        /// Id of the row that this one departs from: the adopted one before, or a precursor; `nil` for the first.
        public let predecessor: String?
        /// The row's network and recipe.
        public let configuration: Configuration<Family>

        /// The row's network.
        public var architecture: Family { configuration.architecture }
        /// The row's recipe where it is not the study's.
        public var ownRecipe: Recipe? {
            configuration.recipe == configuration.studyRecipe ? nil : configuration.recipe
        }
    }

    /// Every row of the family by a study's recipe, branches included. All alternatives of a sweep depart from the row
    /// before the sweep.
    public func variants(by recipe: Recipe) -> [Variant] {
        let first = Configuration(baseline, recipe: recipe)
        var rows: [Variant] = []
        for step in precursors {
            rows.append(
                Variant(
                    id: step.id, title: step.title, position: rows.count, isBranch: false,
                    predecessor: rows.last?.id, configuration: step.applied(to: first)))
        }
        var current = Variant(
            id: baselineID, title: baselineTitle, position: rows.count, isBranch: false,
            predecessor: rows.last?.id, configuration: first)
        rows.append(current)
        for element in elements {
            let start = current
            for step in element.steps {
                let row = Variant(
                    id: step.id, title: step.title, position: rows.count,
                    isBranch: step.id != element.adopted?.id, predecessor: start.id,
                    configuration: step.applied(to: start.configuration))
                rows.append(row)
                if !row.isBranch { current = row }
            }
        }
        return rows
    }

    /// Every row for whom recipes do not matter, such as a count of its multiply–accumulates.
    public var variants: [Variant] { variants(by: .irrelevant) }

    /// The same roadmap without the rows before its first: each row is a network of its own then.
    public func withoutPrecursors() -> Roadmap {
        Roadmap(
            id: id, baselineID: baselineID, baselineTitle: baselineTitle, baseline: baseline, precursors: [],
            elements: elements, peers: peers, groups: groups)
    }

    /// The row of that id; `nil` where there is none.
    public func variant(_ id: String) -> Variant? { variants.first { $0.id == id } }

    /// The steps that the last row is made of, in order.
    public var adoptedSteps: [Step<Family>] { elements.compactMap(\.adopted) }

    /// The baseline with the given adopted steps applied in the roadmap's order; ids of a sweep may be the
    /// sweep's or its adopted step's. Unknown ids are a programmer's mistake.
    public func architecture(adopting ids: some Sequence<String>) -> Family {
        only(Array(ids)).variants.last { !$0.isBranch }?.architecture ?? baseline
    }

    /// The same roadmap with the named steps left out: later steps apply to what is then before them.
    public func without(_ ids: String...) -> Roadmap { without(ids) }

    /// The same roadmap with the named steps left out.
    public func without(_ ids: [String]) -> Roadmap {
        requireKnown(ids)
        return keeping { element in !ids.contains { element.answers(to: $0) } }
    }

    /// The baseline and the named steps alone.
    public func only(_ ids: String...) -> Roadmap { only(ids) }

    /// The baseline and the named steps alone.
    public func only(_ ids: [String]) -> Roadmap {
        requireKnown(ids)
        return keeping { element in ids.contains { element.answers(to: $0) } }
    }

    private func requireKnown(_ ids: [String]) {
        for id in ids {
            precondition(
                elements.contains { $0.answers(to: id) },
                "Roadmap '\(self.id)' has no adopted step '\(id)'; it has \(adoptedSteps.map(\.id)).")
        }
    }

    private func keeping(_ isKept: (Element) -> Bool) -> Roadmap {
        let kept = elements.filter(isKept)
        let ids = Set(kept.compactMap { $0.adopted?.id })
        return Roadmap(
            id: id, baselineID: baselineID, baselineTitle: baselineTitle, baseline: baseline,
            precursors: precursors, elements: kept, peers: peers,
            groups: groups.map { $0.keeping(ids) }.filter { !$0.steps.isEmpty })
    }
}

extension Recipe {
    /// For whom rows are networks alone.
    static let irrelevant = Recipe(
        epochs: 1, batchSize: 1, learningRate: 1, augmentation: Augmentation(horizontalFlip: false))
}
