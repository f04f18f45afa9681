import AblateWords

/// A question to a roadmap: which of its steps are on in which rows.
///
/// A roadmap's own rows add steps in one order. What a step is worth depends on what stands before it, and a design is how
/// to ask: the first row with each step, the last row without each, all subsets of a few. Steps of a subset are applied in
/// the roadmap's order, whatever the order in which a design names them, so that a subset is one network.
public struct Design: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case cumulative
        case leaveOneOut
        case addOneIn
        case paths(Int)
        case path([String])
        case subset([String])
        case pairs([String])
        case groups
        case factorial([String])
        case equalMACs
        case inside(String)
    }

    package let kind: Kind
    /// Whether steps that the design does not name are on, as in the last row.
    package let keepsOthers: Bool

    package init(_ kind: Kind, keepsOthers: Bool = false) {
        self.kind = kind
        self.keepsOthers = keepsOthers
    }

    /// The roadmap's own rows, in its order: branches, peers and rows before the first included.
    public static let cumulative = Design(.cumulative)
    /// The last row, and the last row without each of its steps.
    public static let leaveOneOut = Design(.leaveOneOut)
    /// The first row, and the first row with each adopted step.
    public static let addOneIn = Design(.addOneIn)
    /// All subsets of the roadmap's groups of steps.
    public static let groups = Design(.groups)
    /// Each row of the roadmap, and beside it the same row at as many multiply–accumulates as the first has.
    public static let equalMACs = Design(.equalMACs)

    /// So many random orders of all adopted steps, each beside its reverse; an even number.
    public static func paths(_ count: Int) -> Design { Design(.paths(count)) }

    /// The steps, added in this order. Others are off, or on with `others`.
    public static func path(_ steps: String..., others areOn: Bool = false) -> Design {
        Design(.path(steps), keepsOthers: areOn)
    }

    /// The row that has these steps alone, or with `others` all but those that are not named here.
    public static func subset(_ steps: String..., others areOn: Bool = false) -> Design {
        Design(.subset(steps), keepsOthers: areOn)
    }

    /// Each two of the steps, on and off. Others are off, or on with `others`.
    public static func pairs(_ steps: String..., others areOn: Bool = false) -> Design {
        Design(.pairs(steps), keepsOthers: areOn)
    }

    /// All subsets of up to six steps. Others are off, or on with `others`.
    public static func factorial(_ steps: String..., others areOn: Bool = false) -> Design {
        Design(.factorial(steps), keepsOthers: areOn)
    }

    /// The assignments of one step: each alone, and all but each. Steps before it are on and those after it off, or on
    /// with `others`.
    public static func inside(_ step: String, others areOn: Bool = false) -> Design {
        Design(.inside(step), keepsOthers: areOn)
    }

    /// The most steps of which all subsets are taken.
    package static let mostFactorialSteps = 6
    /// The most random orders.
    package static let mostPaths = 1000

    /// As the command line takes it: `factorial:gelu,layer-norm@last`.
    public var description: String {
        let text =
            switch kind {
            case .paths(let count): "\(word):\(count)"
            case .path(let steps), .subset(let steps), .pairs(let steps), .factorial(let steps):
                "\(word):\(steps.joined(separator: ","))"
            case .inside(let step): "\(word):\(step)"
            case .cumulative, .leaveOneOut, .addOneIn, .groups, .equalMACs: word
            }
        return keepsOthers ? text + Self.othersSuffix : text
    }

    /// Whether it asks for each two of its steps.
    package var isOfPairs: Bool { if case .pairs = kind { true } else { false } }

    /// Stands after a design whose other steps are on.
    static let othersSuffix = "@last"

    var word: String {
        switch kind {
        case .cumulative: "cumulative"
        case .leaveOneOut: "leave-one-out"
        case .addOneIn: "add-one-in"
        case .paths: "paths"
        case .path: "path"
        case .subset: "subset"
        case .pairs: "pairs"
        case .groups: "groups"
        case .factorial: "factorial"
        case .equalMACs: "equal-macs"
        case .inside: "inside"
        }
    }
}
