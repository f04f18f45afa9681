import AblateRuns
import AblateStatistics

/// The accuracy of one row in two studies, the second's less the first's. Fractions of 1.
package struct LevelDifference: Sendable {
    package let mean: Double
    /// Runs that stand side by side by their seed; `nil` where the rows are taken as independent.
    package let pairs: Int?
    /// Why the runs are not paired; `nil` where they are.
    package let reason: String?
    /// Paired, or Welch's.
    package let test: Result<TTest, StatisticsError>

    /// - Returns: `nil` where either has no completed run.
    init?(_ first: ReportStep, in data: DataSelection, _ second: ReportStep, in otherData: DataSelection) {
        let (ours, theirs) = (second.runs.map(\.top1), first.runs.map(\.top1))
        guard let ourMean = Summary(ours).mean, let theirMean = Summary(theirs).mean else { return nil }
        let paired = PairedDifferences(second.top1BySeed, minus: first.top1BySeed)
        if data.hasTestSet(of: otherData), let mean = paired.summary.mean {
            self.mean = mean
            pairs = paired.seeds.count
            reason = nil
            test = capture { () throws(StatisticsError) in try TTest(paired: paired.differences) }
            return
        }
        mean = ourMean - theirMean
        pairs = nil
        reason =
            data.hasTestSet(of: otherData)
            ? "no seed in common" : "tested on different images, so that it holds what the data do, too"
        test = capture { () throws(StatisticsError) in try TTest(welch: ours, theirs) }
    }
}

extension DataSelection {
    /// Whether accuracies are over the same images; how large they are drawn does not matter.
    func hasTestSet(of other: DataSelection) -> Bool {
        dataset == other.dataset && sha256 == other.sha256 && testImages == other.testImages
            && evaluation == other.evaluation
    }
}
