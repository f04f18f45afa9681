/// Why an architecture means nothing, as a sentence with what was expected and found.
public enum ArchitectureError: Error, Hashable, Sendable, CustomStringConvertible {
    case noStages
    case emptyStage(index: Int, depth: Int)
    case tooManyStages(Int)
    case width(Int)
    case stemReduction(Int)
    case patchReduction(Int)
    case kernelSize(Int)
    case groupsMissing
    case groups(Int)
    case layerScale(Double)
    case classes(Int)
    case inputTooSmall(Shape, neededSide: Int)
    case inputChannels(Int)
    /// A number of a layer is out of its range.
    case size(layer: String, what: String, Int)
    case indivisible(layer: String, channels: Int, parts: Int, what: String)
    case windows(layer: String, Shape, Int, Int)
    case vanishing(layer: String, Shape)
    case shapesDiffer(block: String, branch: Shape, other: Shape)
    case emptyGate(String)
    case repeatedName(String)
    case noClassifier(Shape, classes: Int)
    /// A field of a family, its value, and what it has to be.
    case field(String, value: String, needed: String)
    case unknownFamily(String, known: [String])

    /// The sentence.
    public var description: String {
        switch self {
        case .noStages: "An architecture needs at least one stage, but depths is empty."
        case .emptyStage(let index, let depth):
            "Every stage needs at least one block, but depths[\(index)] is \(depth)."
        case .tooManyStages(let count):
            "At most \(ConvNet.maximumStages) stages are supported, but depths has \(count) entries."
        case .width(let width): "The width must be a channel count of 1 or more, but is \(width)."
        case .stemReduction(let reduction):
            "The stem can divide the image side by 2 or 4, but stemReduction is \(reduction)."
        case .patchReduction(let reduction):
            "A stem of patches can divide the image side by 1 to \(Layer.largestKernelSize), but stemReduction is \(reduction)."
        case .kernelSize(let size):
            "The block's kernel size must be odd, so that padding keeps the side, and from 1 to "
                + "\(Layer.largestKernelSize), but is \(size)."
        case .groupsMissing: "A grouped convolution needs its number of groups, but block.groups is none."
        case .groups(let groups): "A block's groups must be 1 or more, but are \(groups)."
        case .layerScale(let value):
            "Layer Scale must start from a finite number other than zero, but starts from \(value)."
        case .classes(let classes): "A classifier needs at least 1 class, but \(classes) were asked for."
        case .inputTooSmall(let shape, let side):
            "The input of \(shape) vanishes before the last stage; this architecture needs at least "
                + "\(side) px a side."
        case .inputChannels(let channels): "An image needs at least 1 channel, but has \(channels)."
        case .size(let layer, let what, let value): "The \(what) of \(layer) cannot be \(value)."
        case .indivisible(let layer, let channels, let parts, let what):
            "\(layer) has \(channels) channels, which do not divide into \(parts) \(what)."
        case .windows(let layer, let shape, let rows, let columns):
            "\(layer) needs windows that divide its map, but windows of \(rows)×\(columns) do not divide \(shape)."
        case .vanishing(let layer, let shape): "\(layer) leaves no pixel of its input of \(shape)."
        case .shapesDiffer(let block, let branch, let other):
            "The branch of \(block) ends in \(branch), which does not join \(other)."
        case .emptyGate(let name): "The gate \(name) has no layer."
        case .repeatedName(let name): "Two layers are called \(name)."
        case .noClassifier(let shape, let classes):
            "A network ends in a number for each of its \(classes) classes, but this one ends in \(shape)."
        case .field(let field, let value, let needed): "\(field) must be \(needed), but is \(value)."
        case .unknownFamily(let family, let known):
            "This program has no family of architectures '\(family)' among \(known.joined(separator: ", ")): "
                + "the program that recorded it has."
        }
    }
}
