/// An architecture resolved for one input: a tree of layers with their shapes and names.
///
/// Everything reads this one value (the MAC counter, `show`, the engine), so what is counted is what is
/// trained. A ``NetworkBuilder`` composes it.
public struct Network: Hashable, Sendable {
    /// The image that enters.
    public let input: Shape
    /// Classes that it tells apart.
    public let classes: Int
    /// In the order of execution.
    public let nodes: [Node]

    /// The network that an architecture denotes.
    ///
    /// - Throws: ``ArchitectureError`` when the architecture means nothing, or nothing at this input.
    public init(_ architecture: some Architecture, input: Shape, classes: Int) throws(ArchitectureError) {
        self = try architecture.network(input: input, classes: classes)
    }

    /// The network that an architecture of any family denotes.
    ///
    /// - Throws: ``ArchitectureError`` when the architecture means nothing, or nothing at this input.
    package init(_ architecture: AnyArchitecture, input: Shape, classes: Int) throws(ArchitectureError) {
        self = try architecture.network(input: input, classes: classes)
    }

    /// A network of nodes that are resolved already.
    package init(input: Shape, classes: Int, nodes: [Node]) {
        self.input = input
        self.classes = classes
        self.nodes = nodes
    }

    /// A layer, or a block of nodes.
    public indirect enum Node: Hashable, Sendable {
        /// A leaf.
        case layer(Layer)
        /// A sum of a branch and a shortcut.
        case residual(Residual)
        /// A product with a branch.
        case gate(Gate)

        /// All leaves in the order of execution.
        public var layers: [Layer] {
            switch self {
            case .layer(let layer): [layer]
            case .residual(let residual): residual.layers
            case .gate(let gate): gate.layers
            }
        }

        /// Residual blocks, this one and those in it, in the order in which their branches begin.
        fileprivate var residuals: [Residual] {
            switch self {
            case .layer: []
            case .residual(let residual):
                [residual] + (residual.branch + residual.shortcut).flatMap(\.residuals)
            case .gate(let gate): gate.branch.flatMap(\.residuals)
            }
        }
    }

    /// `activation(branch(x) + shortcut(x))`; an empty shortcut is the identity.
    public struct Residual: Hashable, Sendable {
        /// What its layers' names begin with.
        public let name: String
        /// From zero, over the whole network.
        public let index: Int
        /// From zero; the rate of stochastic depth rises linearly with it, and is one for all residuals of a depth.
        public let depth: Int
        /// Nodes of the branch, in order.
        public let branch: [Node]
        /// Nodes of the shortcut, in order; empty for the identity.
        public let shortcut: [Node]
        /// What follows the addition; `nil` for nothing.
        public let activation: Layer?

        package init(
            name: String, index: Int, depth: Int? = nil, branch: [Node], shortcut: [Node] = [],
            activation: Layer? = nil
        ) {
            self.name = name
            self.index = index
            self.depth = depth ?? index
            self.branch = branch
            self.shortcut = shortcut
            self.activation = activation
        }

        /// All its layers.
        public var layers: [Layer] {
            (branch + shortcut).flatMap(\.layers) + (activation.map { [$0] } ?? [])
        }
    }

    /// `x · branch(x)`: a branch that ends in one pixel weighs the channels of the whole map (squeeze-excitation, Hu et
    /// al., arXiv:1709.01507); one that ends in a map weighs each value.
    public struct Gate: Hashable, Sendable {
        /// What its layers' names begin with.
        public let name: String
        /// Nodes of the branch, in order.
        public let branch: [Node]

        package init(name: String, branch: [Node]) {
            self.name = name
            self.branch = branch
        }

        /// All its layers.
        public var layers: [Layer] { branch.flatMap(\.layers) }
    }

    /// All leaves in the order of execution; of a residual the branch before the shortcut.
    public var layers: [Layer] { nodes.flatMap(\.layers) }

    /// All residual blocks, by their index.
    public var residuals: [Residual] { nodes.flatMap(\.residuals).sorted { $0.index < $1.index } }

    /// All learned tensors in the order of execution.
    public var parameters: [Parameter] { layers.flatMap(\.parameters) }
    /// Learned numbers in the network.
    public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
    /// Multiply–accumulates of convolutions, linear layers and attention for one image.
    public var macs: Int { layers.reduce(0) { $0 + $1.macs } }
}
