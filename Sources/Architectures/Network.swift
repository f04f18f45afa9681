/// An architecture resolved for one input: the layers with their shapes and names.
///
/// Everything reads this one value (the MAC counter, `show`, the engine), so what is counted is what is
/// trained.
public struct Network: Hashable, Sendable {
    /// What denotes it.
    public let architecture: ConvNet
    /// The image that enters.
    public let input: Shape
    /// Classes that it tells apart.
    public let classes: Int
    /// In the order of execution.
    public let nodes: [Node]

    /// - Throws: ``ArchitectureError`` when the architecture means nothing, or nothing at this input.
    public init(_ architecture: ConvNet, input: Shape, classes: Int) throws(ArchitectureError) {
        try architecture.validate()
        try architecture.validate(input: input, classes: classes)
        self.architecture = architecture
        self.input = input
        self.classes = classes
        self.nodes = NetworkBuilder.nodes(of: architecture, input: input, classes: classes)
    }

    /// A network of nodes that are resolved already.
    package init(_ architecture: ConvNet, input: Shape, classes: Int, nodes: [Node]) {
        self.architecture = architecture
        self.input = input
        self.classes = classes
        self.nodes = nodes
    }

    /// A layer, or a residual block of nodes.
    public indirect enum Node: Hashable, Sendable {
        case layer(Layer)
        case residual(Residual)

        /// All leaves in the order of execution.
        public var layers: [Layer] {
            switch self {
            case .layer(let layer): [layer]
            case .residual(let residual): residual.layers
            }
        }

        /// Residual blocks, this one and those in it.
        fileprivate var residualCount: Int {
            switch self {
            case .layer: 0
            case .residual(let residual):
                (residual.branch + residual.shortcut).reduce(1) { $0 + $1.residualCount }
            }
        }
    }

    /// `activation(branch(x) + shortcut(x))`; an empty shortcut is the identity.
    public struct Residual: Hashable, Sendable {
        /// What its layers' names begin with.
        public let name: String
        /// From zero, over the whole network: stochastic depth rises linearly with it.
        public let index: Int
        /// Nodes of the branch, in order.
        public let branch: [Node]
        /// Nodes of the shortcut, in order; empty for the identity.
        public let shortcut: [Node]
        /// What follows the addition; `nil` for nothing.
        public let activation: Layer?

        package init(
            name: String, index: Int, branch: [Node], shortcut: [Node] = [], activation: Layer? = nil
        ) {
            self.name = name
            self.index = index
            self.branch = branch
            self.shortcut = shortcut
            self.activation = activation
        }

        /// All its layers.
        public var layers: [Layer] {
            (branch + shortcut).flatMap(\.layers) + (activation.map { [$0] } ?? [])
        }
    }

    /// All leaves in the order of execution; of a residual the branch before the shortcut.
    public var layers: [Layer] { nodes.flatMap(\.layers) }

    /// Residual blocks in the network.
    public var residualCount: Int { nodes.reduce(0) { $0 + $1.residualCount } }

    /// All learned tensors in the order of execution.
    public var parameters: [Parameter] { layers.flatMap(\.parameters) }
    /// Learned numbers in the network.
    public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
    /// Multiply–accumulates of convolutions and linear layers for one image.
    public var macs: Int { layers.reduce(0) { $0 + $1.macs } }
}
