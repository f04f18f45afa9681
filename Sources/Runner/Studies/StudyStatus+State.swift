import AblateRuns

extension StudyStatus.State {
    /// Every word, in the order in which runs are counted.
    package static let words = ["done", "running", "failed", "interrupted", "missing"]

    package var word: String {
        switch self {
        case .done: "done"
        case .running: "running"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case .missing: "missing"
        }
    }

    package var isDone: Bool { result != nil }

    package var result: RunResult? {
        if case .done(let result) = self { result } else { nil }
    }

    package var lease: Lease? {
        if case .running(let lease, _) = self { lease } else { nil }
    }

    package var progress: AttemptProgress? {
        switch self {
        case .running(_, let progress), .interrupted(let progress): progress
        case .done, .failed, .missing: nil
        }
    }

    /// Of a failure, in one sentence.
    package var reason: String? {
        if case .failed(let reason) = self { reason } else { nil }
    }

    /// What is left of a run, as a fraction of 1. A failed run begins anew.
    var remainingShare: Double { isDone ? 0 : 1 - (progress?.progress.share ?? 0) }
}
