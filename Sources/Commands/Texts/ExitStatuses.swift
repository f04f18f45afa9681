import AblateReports
import AblateResults
import AblateRunner

// Exit statuses of commands, of sysexits.h where there is one.

extension ResultsError {
    /// Exit status of a command that met it, after `sysexits.h`.
    var exitStatus: Int32 {
        switch self {
        case .malformedParameter, .repeatedParameter, .unknownParameter, .missingParameters, .parameterType,
            .positionalParameter, .unknownName:
            64
        case .notADatabase, .foreign, .newerSchema, .damaged, .nothingToRebuildFrom, .meaninglessStep,
            .emptyQuery,
            .severalStatements, .changingQuery, .invalidQuery:
            65
        case .missing, .lost, .notGathered: 66
        case .unusable: 74
        case .busy: 75
        }
    }
}

extension ReportError {
    /// Of sysexits.h: a mistake in the arguments, or data that do not fit together.
    var exitStatus: Int32 {
        switch self {
        case .unknownStudy, .unknownStep, .sameStep, .sameStudy: 64
        case .mixedIdentities, .damagedManifest, .noCommonSteps: 65
        }
    }
}

extension ComparisonError {
    /// Of sysexits.h: a mistake in the arguments, or data that do not fit together.
    var exitStatus: Int32 {
        switch self {
        case .differentTestSets, .noCommonSteps: 65
        default: 64
        }
    }
}

extension StudyRunner.Summary {
    /// 0 when everything planned is finished, 1 when a run failed, 128 + signal when stopped.
    var exitStatus: Int32 {
        if let stoppedBy { return 128 + stoppedBy }
        return failed > 0 ? 1 : 0
    }
}
