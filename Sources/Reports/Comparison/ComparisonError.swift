import AblateWords

/// Why two things cannot be compared, as a sentence with what to do.
package enum ComparisonError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String, path: String, nearest: String)
    case unknownStudy(String, path: String, nearest: String)
    case unknownStep(String, study: String, nearest: String)
    /// The step belongs to several studies.
    case ambiguousStep(String, studies: [String])
    case ambiguousRun(String, matches: Int)
    case differentKinds(String, String)
    case sameOnBothSides(String)
    case differentTestSets(first: String, second: String)
    case noCommonSteps(String, String)

    package var description: String {
        switch self {
        case .unknown(let name, let path, let nearest):
            "There is no study, step or run '\(name)' in \(path)\(Self.suggestion(nearest)) (runs are named by the "
                + "first digits of their SHA-256, at least four)."
        case .unknownStudy(let name, let path, let nearest):
            "There is no study '\(name)' in \(path)\(Self.suggestion(nearest, otherwise: "."))"
        case .unknownStep(let step, let study, let nearest):
            "The study '\(study)' has no step '\(step)'\(Self.suggestion(nearest, otherwise: "."))"
        case .ambiguousStep(let step, let studies):
            "The step '\(step)' belongs to the studies \(studies.map { "'\($0)'" }.joined(separator: ", ")); "
                + "\(Remedy.nameStudyOfStep)."
        case .ambiguousRun(let prefix, let matches):
            "'\(prefix)' begins the SHA-256 of \(matches) runs; give more digits."
        case .differentKinds(let first, let second):
            "\(first) cannot be compared with \(second); give two steps, two runs or two studies."
        case .sameOnBothSides(let name): "Both sides are \(name); give two different ones."
        case .differentTestSets(let first, let second):
            "The two were tested on different images (\(first), and \(second)), so their accuracies say nothing "
                + "of each other; compare runs of one test set."
        case .noCommonSteps(let first, let second):
            "The studies '\(first)' and '\(second)' have no step in common; compare two of their runs instead."
        }
    }

    private static func suggestion(_ nearest: String, otherwise: String = "") -> String {
        nearest.isEmpty ? otherwise : "; did you mean \(nearest)?"
    }
}
