import AblateArchitectures

/// Collects steps and sweeps into one flat list, so that a long roadmap compiles fast.
@resultBuilder
public enum RoadmapBuilder<Family: Architecture> {
    /// A step, a sweep, a branch, a row before the first or one after the last.
    public struct Component: Sendable {
        enum Content: Sendable {
            case element(Roadmap<Family>.Element)
            case precursor(Precursor<Family>)
            case peer(Peer<Family>)
            case group(StepGroup<Family>)
        }

        let content: Content
    }

    /// A step of the roadmap.
    public static func buildExpression(_ step: Step<Family>) -> [Component] {
        [Component(content: .element(.step(step)))]
    }
    /// A row before the roadmap's first.
    public static func buildExpression(_ row: Precursor<Family>) -> [Component] {
        [Component(content: .precursor(row))]
    }
    /// A sweep of the roadmap.
    public static func buildExpression(_ sweep: Sweep<Family>) -> [Component] {
        [Component(content: .element(.sweep(sweep)))]
    }
    /// A branch of the roadmap.
    public static func buildExpression(_ branch: Branch<Family>) -> [Component] {
        [Component(content: .element(.branch(branch)))]
    }
    /// Steps that belong together.
    public static func buildExpression(_ group: StepGroup<Family>) -> [Component] {
        [Component(content: .group(group))]
    }
    /// A row after the roadmap's last.
    public static func buildExpression(_ peer: Peer<Family>) -> [Component] {
        [Component(content: .peer(peer))]
    }
    /// All of a block, in its order.
    public static func buildBlock(_ components: [Component]...) -> [Component] { components.flatMap(\.self) }
    /// A loop over steps.
    public static func buildArray(_ components: [[Component]]) -> [Component] { components.flatMap(\.self) }
    /// Steps that stand under a condition.
    public static func buildOptional(_ components: [Component]?) -> [Component] { components ?? [] }
}
