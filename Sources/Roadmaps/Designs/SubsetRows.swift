import AblateArchitectures
import AblateRuns

/// The rows that subsets of a roadmap's steps denote, by a study's recipe.
///
/// A subset that is a row of the roadmap is that row, with its id. Every other has an id that says what is on or off,
/// whichever is shorter, by groups where they are whole: `resnet-50+gelu`, `convnext--gelu`.
struct SubsetRows<Family: Architecture> {
    let roadmap: Roadmap<Family>
    let recipe: Recipe
    /// Every step that can be on, branches and alternatives of sweeps included, in the roadmap's order.
    let steps: [Step<Family>]
    /// Ids of the steps of the last row, in order.
    let last: [String]
    /// Rows of the roadmap by the steps that are on in them.
    private let known: [Set<String>: AnyRoadmap.Row]
    private let exclusions: [String: Set<String>]
    private let places: [String: Int]

    init(_ roadmap: Roadmap<Family>, by recipe: Recipe) {
        self.roadmap = roadmap
        self.recipe = recipe
        steps = roadmap.elements.flatMap(\.steps)
        places = Dictionary(steps.enumerated().map { ($1.id, $0) }) { first, _ in first }
        exclusions = Self.exclusions(of: roadmap)
        var known: [Set<String>: AnyRoadmap.Row] = [:]
        var last: [String] = []
        for row in AnyRoadmap(roadmap).rows(by: recipe) {
            guard let on = row.on else { continue }
            if known[Set(on)] == nil { known[Set(on)] = row }
            if !row.isBranch { last = on }
        }
        self.known = known
        self.last = last
    }

    /// Steps that exclude each other: as they declare, and alternatives of one sweep.
    static func exclusions(of roadmap: Roadmap<Family>) -> [String: Set<String>] {
        var exclusions: [String: Set<String>] = [:]
        func exclude(_ one: String, _ other: String) {
            exclusions[one, default: []].insert(other)
            exclusions[other, default: []].insert(one)
        }
        for element in roadmap.elements {
            for step in element.steps {
                for other in step.exclusions { exclude(step.id, other) }
                guard case .sweep = element else { continue }
                for other in element.steps where other.id != step.id { exclude(step.id, other.id) }
            }
        }
        return exclusions
    }

    func excludes(_ one: String, _ other: String) -> Bool { exclusions[one]?.contains(other) ?? false }

    /// The ids in the roadmap's order.
    func sorted(_ ids: some Sequence<String>) -> [String] {
        ids.sorted { (places[$0] ?? .max, $0) < (places[$1] ?? .max, $1) }
    }

    /// The id of the step that a design names: a sweep's own id is its adopted alternative's.
    ///
    /// - Throws: ``DesignError/unknownStep(_:roadmap:known:)``.
    func id(of name: String) throws(DesignError) -> String {
        if places[name] != nil { return name }
        for element in roadmap.elements where element.answers(to: name) {
            if let adopted = element.adopted { return adopted.id }
        }
        throw .unknownStep(name, roadmap: roadmap.id, known: steps.map(\.id))
    }

    /// Why these steps cannot be on together, as a sentence; `nil` where they can.
    func conflict(in ids: some Sequence<String>) -> String? {
        let ids = sorted(ids)
        for (index, id) in ids.enumerated() {
            if let other = ids[..<index].first(where: { excludes($0, id) }) {
                return "'\(other)' and '\(id)' exclude each other."
            }
        }
        return nil
    }

    /// The first row's configuration with these steps, in the roadmap's order.
    func configuration(with on: Set<String>) -> Configuration<Family> {
        steps.filter { on.contains($0.id) }
            .reduce(Configuration(roadmap.baseline, recipe: recipe)) { $1.applied(to: $0) }
    }

    /// The row in which these steps are on and no other.
    func row(with on: some Sequence<String>) -> AnyRoadmap.Row {
        let on = Set(on)
        if let row = known[on] { return row }
        let (id, title) = name(of: on)
        return AnyRoadmap.Row(
            id: id, title: title, standingFor: sorted(on), configuration: configuration(with: on))
    }

    /// Id and title of a subset that is no row of the roadmap.
    private func name(of on: Set<String>) -> (id: String, title: String) {
        let added = terms(on)
        let plus = ([roadmap.baselineID] + added).joined(separator: "+")
        guard on.isSubset(of: last) else { return (plus, plus) }
        let left = terms(Set(last).subtracting(on))
        guard left.count < added.count || (left.count == added.count && left.count == 1) else {
            return (plus, plus)
        }
        return (
            ([roadmap.id] + left).joined(separator: "--"), ([roadmap.id] + left).joined(separator: "−")
        )
    }

    /// The ids in order, those of a whole group as the group's.
    private func terms(_ ids: Set<String>) -> [String] {
        var names: [(place: Int, name: String)] = []
        var rest = ids
        for group in roadmap.groups where group.steps.count > 1 && rest.isSuperset(of: group.steps) {
            rest.subtract(group.steps)
            names.append((group.steps.compactMap { places[$0] }.min() ?? 0, group.id))
        }
        names += rest.map { (places[$0] ?? .max, $0) }
        return names.sorted { ($0.place, $0.name) < ($1.place, $1.name) }.map(\.name)
    }
}
