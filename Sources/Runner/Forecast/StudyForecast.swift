import AblateRuns
import Foundation

/// A study before it is run: what is done, and what the rest will take.
package struct StudyForecast: Sendable {
    package struct Run: Sendable {
        package let planned: PlannedRun
        package let state: StudyStatus.State
        /// The number of the latest attempt; 0 where none has begun.
        package let attempts: Int
        /// Wall seconds of the whole run, what is done of it included; `nil` where nothing is known.
        package let estimate: Estimate?
        /// Kept when the run is over: its final checkpoint and records.
        package let diskBytes: Int

        package var remainingSeconds: Double? {
            let share = state.remainingShare
            return share == 0 ? 0 : estimate.map { $0.seconds * share }
        }
    }

    package struct Estimate: Hashable, Sendable {
        package var seconds: Double
        /// `nil` where nothing is known of it.
        package var peakMemoryBytes: Int?
        package var source: Source

        package enum Source: String, Hashable, Sendable {
            /// Finished runs of the same row, on this processor with as many threads.
            case recorded
            /// A few timed steps.
            case timed
            /// What the other rows take, by their multiply–accumulates.
            case fitted
        }
    }

    package let manifest: StudyManifest
    package let runs: [Run]
    /// Training processes at a time.
    package let jobs: Int

    /// - Parameters:
    ///   - status: of each run of the plan.
    ///   - timing: of a row on this machine, asked for once a row, and only where runs are left and none is
    ///     recorded.
    ///   - fits: whether rows of which nothing is known take what the others let expect (see ``CostFit``).
    package init(
        _ plan: StudyPlan, status: StudyStatus, jobs: Int, machine: TimingMachine, fits: Bool = false,
        timing: (PlannedRun) throws -> StepTiming?
    ) rethrows {
        precondition(
            status.rows.count == plan.runs.count, "\(status.rows.count) states for \(plan.runs.count) runs.")
        precondition(jobs > 0, "A study needs at least one training process at a time, not \(jobs).")
        manifest = plan.manifest
        self.jobs = jobs
        var estimates: [String: Estimate] = [:]
        let rowsOfStep = Dictionary(grouping: status.rows, by: \.run.step.id)
        for step in plan.manifest.steps {
            let rows = rowsOfStep[step.id] ?? []
            if let recorded = Self.recorded(rows, on: machine) {
                estimates[step.id] = recorded
            } else if let open = rows.first(where: { !$0.state.isDone })?.run, let timing = try timing(open) {
                estimates[step.id] = Estimate(
                    seconds: timing.seconds(of: open.identity), peakMemoryBytes: timing.peakMemoryBytes,
                    source: .timed)
            }
        }
        if fits { Self.fill(&estimates, from: rowsOfStep) }
        runs = status.rows.map { row in
            Run(
                planned: row.run, state: row.state, attempts: row.record?.number ?? 0,
                estimate: estimates[row.run.step.id],
                diskBytes: Self.weightsBytes(row.run) + Self.recordBytes(row.run))
        }
    }

    private static func recorded(_ rows: [StudyStatus.Row], on machine: TimingMachine) -> Estimate? {
        let results = rows.compactMap { row -> RunResult? in
            guard let provenance = row.record?.provenance, let result = row.state.result,
                result.status == .completed, provenance.cpuModel == machine.cpuModel,
                provenance.threads == machine.threads
            else { return nil }
            return result
        }
        guard !results.isEmpty else { return nil }
        return Estimate(
            seconds: results.reduce(0) { $0 + $1.seconds } / Double(results.count),
            peakMemoryBytes: results.map(\.peakMemoryBytes).max() ?? 0, source: .recorded)
    }

    /// Estimates rows of which nothing is known from those of which something is.
    private static func fill(_ estimates: inout [String: Estimate], from rows: [String: [StudyStatus.Row]]) {
        let known = estimates.compactMap { id, estimate in
            rows[id]?.first.map { CostFit.Point(work: $0.run.work, seconds: estimate.seconds) }
        }
        guard let fit = CostFit(known) else { return }
        for (id, rows) in rows where estimates[id] == nil {
            guard let run = rows.first?.run else { continue }
            estimates[id] = Estimate(seconds: fit.seconds(of: run.work), source: .fitted)
        }
    }

    // MARK: Disk

    /// What stays of a run: weights as float32.
    private static func weightsBytes(_ run: PlannedRun) -> Int { 4 * run.parameters }

    /// Weights and moments as float32; running statistics and padding are a few in a thousand more.
    private static func checkpointBytes(_ run: PlannedRun) -> Int {
        let arrays = type(of: run.identity.recipe.optimizer.rule).stateArrays
        return 4 * (1 + arrays) * run.parameters
    }

    /// `attempt.json`, `result.json` with its bitmap in base 64, and a line of events an epoch.
    private static func recordBytes(_ run: PlannedRun) -> Int {
        4_000 + run.identity.data.testImages / 6 + 600 * run.identity.recipe.epochs
    }

    /// Still to be written, with the two checkpoints that each process keeps while it trains.
    package var remainingDiskBytes: Int {
        let open = openRuns
        let checkpoints = open.map { 2 * Self.checkpointBytes($0.planned) }.sorted(by: >).prefix(jobs)
        return open.reduce(0) { $0 + $1.diskBytes } + checkpoints.reduce(0, +)
    }

    // MARK: Totals

    /// In the order in which they are started.
    package var openRuns: [Run] { runs.filter { !$0.state.isDone } }

    /// Of all processes at a time; `nil` where nothing is known of a row.
    package var peakMemoryBytes: Int? {
        let peaks = openRuns.map { $0.estimate?.peakMemoryBytes }
        guard !peaks.contains(nil) else { return nil }
        return peaks.compactMap(\.self).sorted(by: >).prefix(jobs).reduce(0, +)
    }

    /// Wall seconds until everything is done, `jobs` at a time; `nil` where nothing is known of a row.
    package var remainingSeconds: Double? { endings.map { $0.map(\.seconds).max() ?? 0 } }

    /// When each open run ends, in seconds from the start: a free process takes the next run in order.
    var endings: [(run: Run, seconds: Double)]? {
        var free = [Double](repeating: 0, count: jobs)
        var endings: [(run: Run, seconds: Double)] = []
        for run in openRuns {
            guard let seconds = run.remainingSeconds else { return nil }
            let job = free.indices.min { free[$0] < free[$1] } ?? 0
            free[job] += seconds
            endings.append((run, free[job]))
        }
        return endings
    }
}
