import Foundation

/// With what the runs were made and what they took, failures included.
public struct ComputeAccount: Sendable {
    /// Runs that the study declares.
    public let planned: Int
    public let completed: Int
    public let diverged: Int
    public let failed: Int
    public let attempts: Int
    /// Of all attempts, wall clock.
    public let attemptSeconds: Double
    /// Of attempts that did not end in a result.
    public let lostSeconds: Double
    /// Attempts that ended in no result and whose duration is not known.
    public let attemptsOfUnknownLength: Int
    /// When the first attempt began and the last result was there: ISO 8601, UTC.
    public let started: String?
    public let finished: String?

    /// What completed runs had of the processor time that their threads could have had, the least, all together and
    /// the most; `nil` where it is not known. Far below 1 other work ran beside them.
    public let processorShare: (least: Double, overall: Double, most: Double)?

    /// Attempts that were at work at a time, on average over the time in which any was; 1 where it is not known.
    public let concurrency: Double

    // Each distinct value, with the number of attempts behind it, most first.
    public let processors: [Tally]
    public let instructionSets: [Tally]
    public let threads: [Tally]
    public let commits: [Tally]
    public let binaries: [Tally]
    public let swiftVersions: [Tally]
    public let hosts: Int
    public let failures: [Failure]

    public struct Tally: Hashable, Sendable {
        public let value: String
        public let count: Int
    }

    public struct Failure: Hashable, Sendable {
        public let step: String
        public let seed: Int
        public let attempt: Int
        public let status: String
        public let reason: String
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

        func tally(_ value: (ReportRecords.Attempt) -> String) -> [Tally] {
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

    private static func concurrency(_ attempts: [ReportRecords.Attempt]) -> Double {
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
