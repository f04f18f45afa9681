import AblateRuns
import Foundation

/// What the training processes say and how they end.
extension StudyExecution {
    func followJobs() throws {
        var index = 0
        while index < jobs.count {
            // Asked first, so that the last words of a process that ends meanwhile are not lost.
            let isRunning = jobs[index].process.isRunning
            try report(index)
            if isRunning { index += 1 } else { try end(jobs.remove(at: index)) }
        }
    }

    private func report(_ index: Int) throws {
        let run = jobs[index].run
        for message in jobs[index].process.messages() {
            jobs[index].watchdog.noteSign()
            if let epoch = message.epoch { try onEvent(.epochFinished(run, epoch)) }
            if let progress = message.progress { try onEvent(.progressed(run, progress)) }
            if let remark = message.remark { try onEvent(.remarked(run, remark)) }
            if let failure = message.failure { jobs[index].failure = failure }
        }
    }

    private enum Outcome {
        case finished(RunResult)
        /// With the failures of the series, as far as the attempt tells them.
        case failed(String, count: Int)
        case elsewhere
        case stopped
    }

    private func end(_ job: Job) throws {
        var outcome: Outcome
        do {
            outcome = try self.outcome(of: job)
        } catch let error where error is RunnerError || error is TrainingError {
            outcome = .failed("\(error)", count: 0)
        }
        claims.release(job.run.identity)
        let record = try? job.attempt.record()
        switch outcome {
        case .finished(let result):
            summary.finished += 1
            failed.remove(job.run)
            firstReasons = nil
            try onEvent(.ended(job.run, .finished(result), record))
        case .failed(let reason, let count):
            try fail(job.run, reason, count: count, log: job.attempt.log, record)
        case .elsewhere:
            if !isStopping { elsewhere.append(job.run) }
            try onEvent(.ended(job.run, .stopped, record))
        case .stopped: try onEvent(.ended(job.run, .stopped, record))
        }
    }

    /// Reads the end of an attempt, and records a crash, which the process could not record itself.
    private func outcome(of job: Job) throws -> Outcome {
        switch try job.attempt.record().state {
        case .finished(let result): return .finished(result)
        case .failed(let reason): return .failed(reason, count: claims.failures(of: job.attempt))
        case .unfinished: break
        }
        if job.isLost || job.process.foundAttemptInUse { return .elsewhere }
        if isStopping { return .stopped }
        // What its surroundings lack is not the attempt's fault, nor is a request to stop.
        if let failure = job.failure { return .failed(failure, count: 0) }
        let reason = "The training process \(job.process.ending)."
        if job.process.stoppedBy != nil { return .failed(reason, count: 0) }

        let count = claims.failures(of: job.attempt)
        if count > runner.options.retries {
            try job.attempt.fail(reason)
        } else {
            try job.attempt.noteCrash(reason)
        }
        return .failed(reason, count: count)
    }

    /// A try of a run has failed: it is tried again, or not.
    ///
    /// - Parameter count: the failures of the series as the attempts tell them; those that only this process
    ///   has seen are counted here.
    func fail(
        _ run: PlannedRun, _ reason: String, count: Int, log: URL?, _ record: AttemptRecord?
    ) throws {
        failures[run, default: 0] += 1
        let count = max(count, failures[run, default: 0])
        let failure = StudyRunner.Failure(reason: reason, log: log?.path, count: count)
        failed.insert(run)
        if count <= runner.options.retries {
            if !isStopping { waiting.append(run) }
            try onEvent(.ended(run, .retried(failure), record))
        } else {
            try onEvent(.ended(run, .failed(failure), record))
            givenUp += 1
            if let most = runner.options.maxFailures, givenUp >= most {
                try halt("\(givenUp) \(givenUp == 1 ? "run has" : "runs have") failed.")
            }
        }
        try haltWhenNothingWorks(run, failure)
    }

    /// Three runs in a row at the beginning with one error: the others would meet it too.
    private func haltWhenNothingWorks(_ run: PlannedRun, _ failure: StudyRunner.Failure) throws {
        guard firstReasons?[run] == nil else { return }
        // What differs is the place alone.
        let place = runner.folder.folder(of: run.identity).path
        firstReasons?[run] = failure.reason.replacing(place, with: "")
        guard let reasons = firstReasons, reasons.count == 3 else { return }
        firstReasons = nil
        guard Set(reasons.values).count == 1 else { return }
        let log = failure.log.map { " (log: \($0))" } ?? ""
        try halt("The first 3 runs failed with the same error: \(failure.reason)\(log)")
    }
}
