import AblateDatasets
import AblateResults
import AblateRunner
import AblateRuns
import AblateWords
import ArgumentParser
import Foundation

extension ExitCode {
    /// A mistake in the arguments (`EX_USAGE` of sysexits.h).
    static let usage = ExitCode(64)

    /// Says `sentence` on standard error; to be thrown. The parser's own errors print usage below theirs, which
    /// buries the sentence.
    static func usage(_ sentence: String) -> ExitCode { failure(sentence, status: usage.rawValue) }

    /// Says an error's sentence on standard error; to be thrown.
    static func failure(_ error: any Error) -> ExitCode {
        failure("\(error)", status: status(of: error))
    }

    /// Of sysexits.h: 65 what a file says, 66 a file that is not there, 71 what the system refuses, 74 what cannot be
    /// read or written through, 75 what another process uses; 1 for everything else.
    private static func status(of error: any Error) -> Int32 {
        switch error {
        case is DatasetError: 66
        case RunnerError.cannotRead: 66
        case RunnerError.tooFewFiles, RunnerError.cannotStart: 71
        case RunnerError.cannotWrite, TrainingError.cannotWrite: 74
        case RunnerError.studyHasName, RunnerError.unknownStudy, RunnerError.nameTaken,
            RunnerError.studyRenamed, RunnerError.sameName:
            64
        case RunnerError.attemptInUse: AttemptTraining.attemptInUseStatus
        case RunnerError.malformed, RunnerError.identityMismatch, RunnerError.collision,
            RunnerError.studyChanged:
            65
        case let error as ResultsError: error.exitStatus
        case let error as ExportFileError: error.exitStatus
        case ArchiveError.nothingToPack: 66
        case is ArchiveError: 65
        case HousekeepingError.inWork, HousekeepingError.changedMeanwhile, HousekeepingError.beingGathered:
            AttemptTraining.attemptInUseStatus
        case HousekeepingError.unreadableStudies, HousekeepingError.otherEngine: 65
        case is HousekeepingError: usage.rawValue
        default: 1
        }
    }

    /// Says `sentence` on standard error; to be thrown.
    static func failure(_ sentence: String, status: Int32 = 1) -> ExitCode {
        StandardError.say(sentence)
        return ExitCode(status)
    }
}

enum StandardError {
    /// A line on standard error; nothing when nobody listens any more.
    static func say(_ sentence: String) { write(sentence + "\n") }

    /// Writes a part of a line, or what moves the cursor.
    static func write(_ text: String) { _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO) }
}

extension [String] {
    /// `'a', 'b' or 'c'`.
    func quoted(joinedBy conjunction: String) -> String {
        Units.list(map { "'\($0)'" }, conjunction)
    }
}
