import Training

/// How far a planned run is, as its attempts tell.
public enum RunState: Hashable, Sendable {
    /// Completed or diverged: never run again.
    case done(AttemptRecord, RunResult)
    /// Begun, to go on after so many epochs; perhaps another process trains it right now.
    case begun(epochs: Int)
    /// To be tried again. The latest reason, in one sentence.
    case failed(attempts: Int, reason: String)
    case toDo

    /// The word for tables.
    public var word: String {
        switch self {
        case .done(_, let result): result.status == .diverged ? "diverged" : "done"
        case .begun: "begun"
        case .failed: "failed"
        case .toDo: "to do"
        }
    }

    public var isDone: Bool { if case .done = self { true } else { false } }

    /// What is left of a run of so many epochs, as a fraction of 1.
    func remainingShare(epochs: Int) -> Double {
        switch self {
        case .done: 0
        case .begun(let finished): max(0, 1 - Double(finished) / Double(max(epochs, 1)))
        case .failed, .toDo: 1
        }
    }
}

extension ResultsFolder {
    /// How far a run is; nothing is changed.
    ///
    /// - Throws: ``RunnerError/collision(path:expected:found:)``.
    public func state(of identity: RunIdentity) throws -> RunState {
        guard let record = try attempt(for: identity) else { return .toDo }
        switch record.state {
        case .finished(let result): return .done(record, result)
        case .failed(let reason): return .failed(attempts: record.number, reason: reason)
        case .unfinished: return .begun(epochs: record.epochs.count)
        }
    }

    /// Refuses a study whose name stands for something else in this folder, before anything is made.
    ///
    /// - Throws: ``RunnerError/studyChanged(name:path:what:)``.
    public func checkAgreement(with manifest: StudyManifest) throws {
        let file = Self.fileName(of: manifest.name)
        for stored in manifests().values where Self.fileName(of: stored.name) == file {
            if let what = manifest.conflict(with: stored) {
                throw RunnerError.studyChanged(
                    name: manifest.name, path: url.appendingPathComponent("studies/\(file)").path, what: what)
            }
        }
    }
}
