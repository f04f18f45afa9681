/// How a machine's processors are shared out among training processes. Results have the same bits however it is.
package struct ProcessSplit: Hashable, Sendable {
    /// Processes at a time.
    package let jobs: Int
    /// Of each process.
    package let threads: Int

    /// Multiply-accumulates of one batch forwards, up to which a network counts as small: a process of it holds a few
    /// hundred megabytes, so several find room, and its layers are over in tens of microseconds, which threads spend in
    /// part on waiting for each other. Two single-threaded processes did 1.05 to 1.2 times what one of two threads did
    /// in the small regime, and 1.0 to 1.05 times at 224 px.
    private static let smallMACs = 8_000_000_000

    /// - Parameters:
    ///   - jobs: as asked for; `nil` to choose.
    ///   - threads: of each process, as asked for; `nil` to choose.
    ///   - processors: that this process may use.
    ///   - runs: of the study.
    ///   - macsPerStep: of the largest network, forwards, times the batch.
    package init(jobs: Int?, threads: Int?, processors: Int, runs: Int, macsPerStep: Int) {
        let all = max(1, processors)
        if let jobs {
            self.jobs = jobs
        } else {
            let fitting = macsPerStep <= Self.smallMACs ? all / (threads ?? 1) : 1
            self.jobs = max(1, min(fitting, runs))
        }
        self.threads = threads ?? max(1, all / self.jobs)
    }

    /// The split for a plan's runs.
    package init(jobs: Int?, threads: Int?, processors: Int, of plan: StudyPlan) {
        let largest = plan.runs.map { $0.macs * $0.identity.recipe.batchSize }.max() ?? 0
        self.init(
            jobs: jobs, threads: threads, processors: processors, runs: plan.runs.count, macsPerStep: largest)
    }
}
