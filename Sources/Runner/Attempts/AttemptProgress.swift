import AblateRuns

/// `progress.json` of an attempt under way, replaced about once a second.
package struct AttemptProgress: Hashable, Codable, Sendable {
    package var progress: TrainingProgress
    /// Wall seconds of all processes that worked on the attempt.
    package var seconds: Double
    /// ISO 8601, UTC.
    package var updated: String

    package init(progress: TrainingProgress, seconds: Double, updated: String) {
        self.progress = progress
        self.seconds = seconds
        self.updated = updated
    }

    /// Wall seconds left of the run at the rate so far; `nil` before there is one.
    package func secondsLeft(of run: PlannedRun) -> Double? {
        let share = run.share(progress)
        return share > 0 ? seconds / share * (1 - share) : nil
    }
}

extension TrainingProgress {
    /// Steps done, as a share of the run; evaluation counts nothing of its own.
    package var share: Double {
        let steps = Double(step) / Double(max(stepsPerEpoch, 1))
        return min((Double(epoch - 1) + steps) / Double(max(epochs, 1)), 1)
    }
}
