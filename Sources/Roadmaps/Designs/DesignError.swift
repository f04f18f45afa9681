import AblateWords

/// Why a design cannot be asked of a roadmap, as a sentence.
package enum DesignError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String)
    /// More than the design's word.
    case surplus(String, expected: String)
    case tooFewSteps(String, form: String, Int)
    case tooManySteps(String, Int)
    case repeated(String, String)
    case paths(String)
    case unknownStep(String, roadmap: String, known: [String])
    case noGroups(roadmap: String)
    case groupCount(roadmap: String, Int)
    case ungrouped(roadmap: String, steps: [String])
    case noRows(String, reason: String)
    case oneAssignment(String)
    /// A family of networks without widths by stage.
    case noWidths(family: String)
    /// Two subsets would have one id.
    case sameID(String)

    package var description: String {
        switch self {
        case .unknown(let text):
            "'\(text)' is no design; there are \(Units.list(Design.forms, "and"))."
        case .surplus(let text, let expected):
            "The design '\(expected)' takes nothing after its name, but is '\(text)'; give '\(expected)' alone."
        case .tooFewSteps(let text, let form, let least):
            "The design '\(text)' names too few steps: \(form) takes \(least) or more, by id and separated by commas."
        case .tooManySteps(let text, let count):
            "All subsets of \(count) steps would be \(1 << min(count, 30)) rows; 'factorial' takes "
                + "\(Design.mostFactorialSteps) at most, but is '\(text)'. 'paths:N' samples orders of all."
        case .repeated(let id, let text): "The design '\(text)' names the step '\(id)' twice; name it once."
        case .paths(let text):
            "The design 'paths' takes an even number of orders from 2 to \(Design.mostPaths), such as paths:20, since each "
                + "stands beside its reverse, but is '\(text)'."
        case .unknownStep(let id, let roadmap, let known):
            "Roadmap '\(roadmap)' has no step '\(id)'\(NearestNames.ending(id, among: known))"
        case .noGroups(let roadmap):
            "Roadmap '\(roadmap)' has no groups of steps, which the design 'groups' needs; put its steps into StepGroup."
        case .groupCount(let roadmap, let count):
            "The design 'groups' needs 2 to \(Design.mostFactorialSteps) groups of steps, but roadmap '\(roadmap)' has "
                + "\(count)."
        case .ungrouped(let roadmap, let steps):
            "The design 'groups' needs every adopted step of roadmap '\(roadmap)' in a group, but "
                + "\(Units.list(steps.map { "'\($0)'" })) \(steps.count == 1 ? "stands" : "stand") alone; put each into a StepGroup."
        case .noRows(let text, let reason): "The design '\(text)' has no rows: \(reason)"
        case .oneAssignment(let id):
            "The step '\(id)' makes one assignment, so there is nothing to ask inside it; name a step that makes several."
        case .noWidths(let family):
            "The design 'equal-macs' needs widths by stage, which the family '\(family)' does not have; its architectures "
                + "must conform to WidthScalable."
        case .sameID(let id):
            "Two rows of the designs would be called '\(id)'; give one of its steps another id."
        }
    }
}
