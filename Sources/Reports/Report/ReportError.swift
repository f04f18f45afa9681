import AblateWords

/// Why there is no report, as a sentence with what to do.
package enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownStudy(String, path: String, nearest: String)
    case unknownStep(String, study: String, nearest: String)
    case sameStep(String)
    /// The runs of a step differ in more than their seed, so that no mean is over them.
    case mixedIdentities(study: String, step: String, path: String)
    case damagedManifest(study: String, path: String)
    case sameStudy(String)
    case noCommonSteps(String, String)

    package var description: String {
        switch self {
        case .unknownStudy(let name, let path, let nearest):
            "There is no study '\(name)' in \(path)\(Self.suggestion(nearest))"
        case .unknownStep(let step, let study, let nearest):
            "The study '\(study)' has no step '\(step)'\(Self.suggestion(nearest))"
        case .sameStep(let step): "Both steps are '\(step)'; give two different ones."
        case .mixedIdentities(let study, let step, let path):
            "The runs of step '\(step)' of the study '\(study)' in \(path) differ in more than their seed, so they "
                + "have no mean; \(Remedy.rebuildDatabase(results: nil))."
        case .damagedManifest(let study, let path):
            "The declaration of the study '\(study)' in \(path) cannot be read; "
                + "\(Remedy.rebuildDatabase(results: nil))."
        case .sameStudy(let name): "Both studies are '\(name)'; give two different ones."
        case .noCommonSteps(let first, let second):
            "The studies '\(first)' and '\(second)' have no step in common, so there is nothing to compare."
        }
    }

    private static func suggestion(_ nearest: String) -> String {
        nearest.isEmpty ? "." : "; did you mean \(nearest)?"
    }
}
