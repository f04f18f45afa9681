/// Composes a network layer by layer, resolving shapes and names: what a family of one's own is written with.
///
/// Layers are added behind each other; ``shape`` is what the next one sees. Names are those given, below those of the
/// blocks around them. A layer that cannot be is remembered, and ``network(classes:)`` throws it, so that a family needs
/// no error handling of its own.
public struct NetworkBuilder {
    /// What the last layer leaves, of one image.
    public private(set) var shape: Shape
    private let input: Shape
    private var nodes: [Network.Node] = []
    private var prefix = ""
    private var residualCount = 0
    private var depthCount = 0
    private var names: Set<String> = []
    private var fault: ArchitectureError?

    /// A network without a layer yet, for images of `input`.
    public init(input: Shape) {
        self.input = input
        shape = input
        if input.channels < 1 { fault = .inputChannels(input.channels) }
    }

    /// The network of all that was added.
    ///
    /// - Throws: the first ``ArchitectureError`` of a layer, or that the last one does not leave a number for each class.
    public func network(classes: Int) throws(ArchitectureError) -> Network {
        if let fault { throw fault }
        if classes < 1 { throw .classes(classes) }
        guard shape == Shape(side: 1, channels: classes) else { throw .noClassifier(shape, classes: classes) }
        return Network(input: input, classes: classes, nodes: nodes)
    }

    /// Adds a layer that leaves `output`; nothing where an earlier one cannot be.
    package mutating func add(_ name: String, _ operation: Layer.Operation, output: Shape) {
        let layer = Layer(name: prefix + name, operation: operation, input: shape, output: output)
        if let reason = layer.fault { return refuse(reason) }
        guard fault == nil, names.insert(layer.name).inserted else {
            return refuse(.repeatedName(layer.name))
        }
        nodes.append(.layer(layer))
        shape = output
    }

    /// Keeps the first reason for which there is no network.
    public mutating func refuse(_ reason: ArchitectureError) { fault = fault ?? reason }

    /// Adds what `body` adds, under names that begin with `name` and a point.
    public mutating func sequence(_ name: String, _ body: (inout NetworkBuilder) -> Void) {
        let outer = prefix
        if !name.isEmpty { prefix += name + "." }
        body(&self)
        prefix = outer
    }

    /// Which residuals have one rate of stochastic depth.
    public enum Depth: Sendable {
        /// This one lies deeper than the one before.
        case deeper
        /// It belongs to the block of the one before.
        case asBefore
    }

    /// Adds `activation(branch(x) + shortcut(x))`; a shortcut that adds nothing is the identity.
    ///
    /// - Parameters:
    ///   - name: what its layers' names begin with; when left out, they are those of the block around it.
    ///   - depth: whether its rate of stochastic depth is its own or that of the residual before.
    public mutating func residual(
        _ name: String = "", depth: Depth = .deeper, activation: Activation? = nil,
        branch: (inout NetworkBuilder) -> Void, shortcut: (inout NetworkBuilder) -> Void = { _ in }
    ) {
        let index = residualCount
        residualCount += 1
        if depth == .deeper || depthCount == 0 { depthCount += 1 }
        let ownDepth = depthCount - 1
        let start = shape
        let (branch, end) = collected(name, branch)
        shape = start
        let (shortcut, shortcutEnd) = collected(name, shortcut)
        if end != shortcutEnd {
            return refuse(.shapesDiffer(block: blockName(name), branch: end, other: shortcutEnd))
        }
        shape = end
        let fullName = blockName(name)
        let last = activation.map {
            Layer(name: "\(fullName).act", operation: .activation($0), input: end, output: end)
        }
        if let last, !names.insert(last.name).inserted { refuse(.repeatedName(last.name)) }
        nodes.append(
            .residual(
                Network.Residual(
                    name: fullName, index: index, depth: ownDepth, branch: branch, shortcut: shortcut,
                    activation: last)))
    }

    /// Adds `x · branch(x)`, where the branch ends in one pixel for the whole map, or in a map of the same shape.
    public mutating func gate(_ name: String, branch: (inout NetworkBuilder) -> Void) {
        let start = shape
        let (nodes, end) = collected(name, branch)
        shape = start
        if end != start && end != Shape(side: 1, channels: start.channels) {
            return refuse(.shapesDiffer(block: blockName(name), branch: end, other: start))
        }
        if nodes.isEmpty { return refuse(.emptyGate(blockName(name))) }
        self.nodes.append(.gate(Network.Gate(name: blockName(name), branch: nodes)))
    }

    private func blockName(_ name: String) -> String {
        name.isEmpty ? String(prefix.dropLast()) : prefix + name
    }

    /// What `body` adds to a block of that name, kept apart from what was added before.
    private mutating func collected(_ name: String, _ body: (inout NetworkBuilder) -> Void) -> (
        nodes: [Network.Node], end: Shape
    ) {
        let outer = nodes
        nodes = []
        sequence(name, body)
        defer { nodes = outer }
        return (nodes, shape)
    }
}

extension Layer {
    /// Why the layer cannot be; `nil` where it can.
    fileprivate var fault: ArchitectureError? {
        if output.channels < 1 { return .size(layer: name, what: "channels", output.channels) }
        switch operation {
        case .convolution(let convolution):
            if !(1...Self.largestKernelSize).contains(convolution.kernelSize) {
                return .size(layer: name, what: "pixels of kernel", convolution.kernelSize)
            }
            if convolution.stride < 1 { return .size(layer: name, what: "stride", convolution.stride) }
            // The engine's kernels take a pixel that some window sees to lie in it.
            if !(0..<convolution.kernelSize).contains(convolution.padding) {
                return .size(layer: name, what: "padding", convolution.padding)
            }
            if let fault = division(by: convolution.groups, "groups") { return fault }
        case .windowedAttention(let attention):
            if let fault = division(by: attention.heads, "heads") { return fault }
            if !(0..<attention.windowHeight).contains(attention.shiftHeight) {
                return .size(layer: name, what: "rows of shift", attention.shiftHeight)
            }
            if !(0..<attention.windowWidth).contains(attention.shiftWidth) {
                return .size(layer: name, what: "columns of shift", attention.shiftWidth)
            }
            if output.height > input.height || output.width > input.width {
                return .size(layer: name, what: "rows or columns", max(output.height, output.width))
            }
        default: break
        }
        if output.height < 1 || output.width < 1 { return .vanishing(layer: name, input) }
        return nil
    }

    /// Kernels that the engine has room for, in pixels.
    static let largestKernelSize = 31

    private func division(by parts: Int, _ what: String) -> ArchitectureError? {
        if parts < 1 { return .size(layer: name, what: what, parts) }
        for channels in [input.channels, output.channels] where !channels.isMultiple(of: parts) {
            return .indivisible(layer: name, channels: channels, parts: parts, what: what)
        }
        return nil
    }
}
