import AblateResults
import Foundation

/// With what the runs were made and what they took, failures included.
package struct ComputeAccount: Sendable {
    /// Runs that the study declares.
    package let planned: Int
    package let completed: Int
    package let diverged: Int
    package let failed: Int
    package let attempts: Int
    /// Of all attempts, wall clock.
    package let attemptSeconds: Double
    /// Of attempts that did not end in a result.
    package let lostSeconds: Double
    /// Attempts that ended in no result and whose duration is not known.
    package let attemptsOfUnknownLength: Int
    /// When the first attempt began and the last result was there: ISO 8601, UTC.
    package let started: String?
    package let finished: String?

    /// What completed runs had of the processor time that their threads could have had, the least, all together and
    /// the most; `nil` where it is not known. Far below 1 other work ran beside them.
    package let processorShare: (least: Double, overall: Double, most: Double)?

    /// Attempts that were at work at a time, on average over the time in which any was; 1 where it is not known.
    package let concurrency: Double

    // Each distinct value, with the number of attempts behind it, most first.
    package let processors: [Tally]
    package let instructionSets: [Tally]
    package let threads: [Tally]
    package let commits: [Tally]
    package let binaries: [Tally]
    package let swiftVersions: [Tally]
    package let hosts: Int
    package let failures: [Failure]

    package struct Tally: Hashable, Sendable {
        package let value: String
        package let count: Int
    }

    package struct Failure: Hashable, Sendable {
        package let step: String
        package let seed: Int
        package let attempt: Int
        package let status: String
        package let reason: String
    }

    init(_ records: ReportRecords) {
        planned = records.steps.reduce(0) { $0 + $1.plannedN }
        completed = records.steps.reduce(0) { $0 + $1.n }
        diverged = records.steps.reduce(0) { $0 + $1.divergedN }
        failed = records.steps.reduce(0) { $0 + $1.failedN }
        let attempts = records.attempts
        self.attempts = attempts.count
        attemptSeconds = attempts.reduce(0) { $0 + ($1.seconds ?? 0) }
        let lost = attempts.filter { !["completed", "diverged"].contains($0.status) }
        lostSeconds = lost.reduce(0) { $0 + ($1.seconds ?? 0) }
        attemptsOfUnknownLength = lost.count { $0.seconds == nil }
        started = attempts.map(\.started).min()
        finished = records.runs.values.flatMap { $0.compactMap(\.finished) }.max()

        let timed = records.runs.values.flatMap(\.self).compactMap { run -> (used: Double, asked: Double)? in
            guard run.status == "completed", let used = run.cpuSeconds, let seconds = run.seconds,
                seconds > 0,
                let threads = run.threads
            else { return nil }
            return (used, seconds * Double(threads))
        }
        let shares = timed.map { min($0.used / $0.asked, 1) }
        if let least = shares.min(), let most = shares.max() {
            let all = timed.reduce((used: 0, asked: 0)) { ($0.used + $1.used, $0.asked + $1.asked) }
            processorShare = (least, min(all.used / all.asked, 1), most)
        } else {
            processorShare = nil
        }

        concurrency = Self.concurrency(attempts)

        func tally(_ value: (RecordedAttempt) -> String) -> [Tally] {
            var counts: [String: Int] = [:]
            for attempt in attempts { counts[value(attempt), default: 0] += 1 }
            return counts.map { Tally(value: $0.key, count: $0.value) }
                .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
        }
        processors = tally(\.cpuModel)
        instructionSets = tally(\.instructionSet)
        threads = tally { "\($0.threads)" }
        commits = tally { attempt in
            guard let commit = attempt.gitCommit else { return "outside a repository" }
            return commit + (attempt.gitDiffSHA256 == nil ? "" : " with uncommitted changes")
        }
        binaries = tally(\.binarySHA256)
        swiftVersions = tally(\.swiftVersion)
        hosts = Set(attempts.map(\.host)).count
        failures = attempts.filter { ["failed", "diverged"].contains($0.status) }.map { attempt in
            let run = records.steps.first { $0.id == attempt.stepID }
                .flatMap { records.runs[$0.position] }?.first { $0.seed == attempt.seed }
            return Failure(
                step: attempt.stepID, seed: attempt.seed, attempt: attempt.number, status: attempt.status,
                reason: attempt.failure
                    ?? run?.divergedAtStep.map { "The loss was not finite at step \($0)." } ?? "")
        }
    }

    private static func concurrency(_ attempts: [RecordedAttempt]) -> Double {
        let spans = attempts.compactMap { attempt -> (start: Double, end: Double)? in
            guard let seconds = attempt.seconds, seconds > 0,
                let started = try? Date(attempt.started, strategy: .iso8601)
            else { return nil }
            let start = started.timeIntervalSinceReferenceDate
            return (start, start + seconds)
        }.sorted { $0.start < $1.start }
        var (busy, end) = (0.0, -Double.infinity)
        for span in spans {
            busy += max(0, span.end - max(span.start, end))
            end = max(end, span.end)
        }
        return busy > 0 ? max(1, spans.reduce(0) { $0 + $1.end - $1.start } / busy) : 1
    }
}
