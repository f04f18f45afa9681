import AblateWords

/// Why a run cannot go on, as a sentence with what to do.
package enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    case cannotWrite(path: String, reason: String)
    /// Neither slot holds a checkpoint that can be trusted, though there are files.
    case noGoodCheckpoint(folder: String, reasons: [String])
    /// The network that a finished run ended in is not to be had.
    case noFinalWeights(path: String, reason: String)
    /// The data in hand is not what the identity names.
    case otherData(expected: String, found: String)

    package var description: String {
        switch self {
        case .cannotWrite(let path, let reason):
            "'\(path)' cannot be written: \(reason); "
                + WriteAdvice.on(reason, elsewhere: .otherResultsFolder) + "."
        case .noGoodCheckpoint(let folder, let reasons):
            "No checkpoint in '\(folder)' can be read (\(reasons.joined(separator: "; "))); the run starts anew "
                + "with the next attempt."
        case .noFinalWeights(let path, let reason):
            "The final weights in '\(path)' cannot be had: \(reason)."
        case .otherData(let expected, let found):
            "The run needs the data \(expected), but was given \(found)."
        }
    }
}
