import AblateArchitectures

/// Steps of a roadmap that belong together, such as a paper's section: the design ``Design/groups`` asks what each group is
/// worth.
public struct StepGroup<Family: Architecture>: Sendable {
    /// Kebab-case and permanent; no step's id.
    public let id: String
    /// What a table calls the group.
    public let title: String
    let elements: [Roadmap<Family>.Element]

    /// A group of that id and title.
    ///
    /// - Precondition: it holds steps, sweeps and branches alone.
    public init(
        _ id: String, _ title: String, @RoadmapBuilder<Family> steps: () -> [RoadmapBuilder<Family>.Component]
    ) {
        self.id = id
        self.title = title
        elements = steps().map { component in
            guard case .element(let element) = component.content else {
                preconditionFailure(
                    "Group '\(id)' holds a row before the roadmap's first, a peer or a group; put it outside."
                )
            }
            return element
        }
    }
}

/// What a roadmap keeps of a group: its adopted steps.
package struct StepGroupRecord: Hashable, Sendable {
    package let id: String
    package let title: String
    /// Ids of its adopted steps, in order.
    package let steps: [String]

    func keeping(_ ids: Set<String>) -> StepGroupRecord {
        StepGroupRecord(id: id, title: title, steps: steps.filter(ids.contains))
    }
}
