/// An architecture and the steps that lead away from it, one row a step.
public struct Roadmap: Sendable {
    public let id: String
    public let baselineID: String
    public let baselineTitle: String
    public let baseline: Architecture
    let elements: [Element]

    enum Element: Sendable {
        case step(Step)
        case sweep(Sweep)

        /// The step that later rows build on.
        var adopted: Step {
            switch self {
            case .step(let step): step
            case .sweep(let sweep): sweep.adoptedStep
            }
        }

        func answers(to id: String) -> Bool {
            switch self {
            case .step(let step): step.id == id
            case .sweep(let sweep): sweep.id == id || sweep.adoptedStep.id == id
            }
        }
    }

    /// A roadmap whose first row is `baseline`, unchanged.
    public init(
        _ id: String, from baseline: Architecture, as baselineID: String, _ baselineTitle: String,
        @RoadmapBuilder steps: () -> [RoadmapBuilder.Component]
    ) {
        self.init(
            id: id, baselineID: baselineID, baselineTitle: baselineTitle, baseline: baseline,
            elements: steps().map(\.element))
    }

    private init(
        id: String, baselineID: String, baselineTitle: String, baseline: Architecture, elements: [Element]
    ) {
        self.id = id
        self.baselineID = baselineID
        self.baselineTitle = baselineTitle
        self.baseline = baseline
        self.elements = elements
    }

    /// One row of the roadmap.
    public struct Variant: Hashable, Sendable {
        public let id: String
        public let title: String
        /// From zero, in the order of the table.
        public let position: Int
        /// Tried and not adopted: later rows do not build on it.
        public let isBranch: Bool
        /// Id of the adopted row that this one departs from; `nil` for the first.
        public let predecessor: String?
        public let architecture: Architecture
    }

    /// Every row, branches included. All alternatives of a sweep depart from the row before the sweep.
    public var variants: [Variant] {
        var rows = [
            Variant(
                id: baselineID, title: baselineTitle, position: 0, isBranch: false, predecessor: nil,
                architecture: baseline)
        ]
        var current = rows[0]
        for element in elements {
            let steps: [Step] =
                switch element {
                case .step(let step): [step]
                case .sweep(let sweep): sweep.alternatives
                }
            let start = current
            for step in steps {
                let row = Variant(
                    id: step.id, title: step.title, position: rows.count,
                    isBranch: step.id != element.adopted.id, predecessor: start.id,
                    architecture: step.applied(to: start.architecture))
                rows.append(row)
                if !row.isBranch { current = row }
            }
        }
        return rows
    }

    public func variant(_ id: String) -> Variant? { variants.first { $0.id == id } }

    /// The steps that the last row is made of, in order.
    public var adoptedSteps: [Step] { elements.map(\.adopted) }

    /// The baseline with the given adopted steps applied in the roadmap's order; ids of a sweep may be the
    /// sweep's or its adopted step's. Unknown ids are a programmer's mistake.
    public func architecture(adopting ids: some Sequence<String>) -> Architecture {
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
        Roadmap(
            id: id, baselineID: baselineID, baselineTitle: baselineTitle, baseline: baseline,
            elements: elements.filter(isKept))
    }
}

/// Collects steps and sweeps into one flat list: no generics, so a long roadmap compiles fast.
@resultBuilder
public enum RoadmapBuilder {
    public struct Component: Sendable {
        let element: Roadmap.Element
    }

    public static func buildExpression(_ step: Step) -> [Component] { [Component(element: .step(step))] }
    public static func buildExpression(_ sweep: Sweep) -> [Component] { [Component(element: .sweep(sweep))] }
    public static func buildBlock(_ components: [Component]...) -> [Component] { components.flatMap(\.self) }
    /// A loop over steps.
    public static func buildArray(_ components: [[Component]]) -> [Component] { components.flatMap(\.self) }
}
