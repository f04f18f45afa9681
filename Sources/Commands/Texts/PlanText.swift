import AblateReports
import AblateRunner
import AblateStatistics
import AblateWords
import Foundation

/// What `ablate plan` says around its table. Pure: the same forecast gives the same text.
package struct PlanText: Sendable {
    package var forecast: StudyForecast
    package var machine: TimingMachine
    /// Of the machine.
    package var memoryBytes: Int
    /// Where the results go; `nil` where it is not known.
    package var freeDiskBytes: Int?

    package init(forecast: StudyForecast, machine: TimingMachine, memoryBytes: Int, freeDiskBytes: Int?) {
        self.forecast = forecast
        self.machine = machine
        self.memoryBytes = memoryBytes
        self.freeDiskBytes = freeDiskBytes
    }

    package var heading: String {
        let manifest = forecast.manifest
        let epochs = manifest.recipe.epochs
        return
            "\(manifest.name): \(Units.plural(manifest.steps.count, "row")) with "
            + "\(Units.plural(manifest.seeds.count, "seed")), \(Units.plural(epochs, "epoch")) of "
            + "\(manifest.data.trainImages) images of \(manifest.data.dataset) at \(manifest.data.imageSide) px. "
            + "Networks and data are valid."
    }

    // MARK: Costs

    /// What is left, what it takes, and what stands in the way.
    package var costs: [String] {
        let open = forecast.openRuns
        guard !open.isEmpty else {
            return [
                forecast.runs.count == 1 ? "The run is done." : "All \(forecast.runs.count) runs are done."
            ]
        }
        let processes = forecast.jobs == 1 ? "one process at a time" : "\(forecast.jobs) processes at a time"
        let time =
            forecast.remainingSeconds.map { "about \(Units.duration($0))" }
            ?? "for \(unknownSteps) it is not known how long"
            + (forecast.manifest.designs == nil ? "" : " (--measure times them)")
        var sentences = [
            "To do: \(open.count) of \(Units.plural(forecast.runs.count, "run")), \(time), with \(processes) of "
                + "\(Units.plural(machine.threads, "thread")) on \(machine.cpuModel)."
        ]
        sentences += failures
        sentences.append(memory)
        sentences.append(disk)
        return sentences.filter { !$0.isEmpty }
    }

    private var unknownSteps: String {
        let unknown = Set(forecast.openRuns.filter { $0.estimate == nil }.map(\.planned.step.id))
        let ids = forecast.manifest.steps.map(\.id).filter(unknown.contains)
        return ids.count > 3 ? "\(ids.count) rows" : ids.joined(separator: ", ")
    }

    private var failures: [String] {
        let failed = forecast.runs.compactMap { run -> String? in
            guard let reason = run.state.reason else { return nil }
            return "Failed before: \(run.planned.step.id) seed \(run.planned.seed), "
                + "\(Units.plural(run.attempts, "attempt")): \(reason)"
        }
        let shown = 3
        let rest =
            failed.count > shown ? ["Failed before: \(Units.plural(failed.count - shown, "more run"))."] : []
        return failed.prefix(shown) + rest
    }

    private var memory: String {
        guard let peak = forecast.peakMemoryBytes else { return "" }
        let text = "Peak memory: \(Self.bytes(peak)) of \(Self.bytes(memoryBytes))"
        return peak > memoryBytes ? text + ", which is too little; use fewer --jobs." : text + "."
    }

    private var disk: String {
        let needed = forecast.remainingDiskBytes
        guard let freeDiskBytes else { return "Disk: \(Self.bytes(needed))." }
        let text = "Disk: \(Self.bytes(needed)) of \(Self.bytes(freeDiskBytes)) free"
        return needed > freeDiskBytes
            ? text + ", which is too little; free some or choose another folder with --results." : text + "."
    }

    /// What the table of designs means, where any runs are left.
    package var designNote: String {
        let isFitted = forecast.openRuns.contains { $0.estimate?.source == .fitted }
        return
            "New: runs that are not there and no design above asks for. A worth, and a change of it between two places, "
            + "that are found with \(Units.plural(forecast.manifest.seeds.count, "seed")) with 80 % chance, in points, as if all "
            + "runs varied alike and independently; what the drawing of orders adds is not in it."
            + (isFitted ? " Times are fitted on MACs where no run of a row is recorded." : "")
    }

    // MARK: What can be found

    package static func sentences(on detectable: DetectableDifference) -> [String] {
        let seeds = Units.plural(detectable.seeds, "seed")
        let deviation = detectable.deviation.text
        guard case .success(let smallest) = detectable.smallest else {
            let reason: String
            if case .failure(let error) = detectable.smallest {
                reason = error.description
            } else {
                reason = ""
            }
            return ["Smallest detectable difference: none with \(seeds). \(reason)"]
        }
        var sentences = [
            "Smallest detectable difference with \(seeds): \(points(smallest)) points of top-1 "
                + "(80 % power, 5 % two-sided, paired by seed; \(deviation))."
        ]
        let half = smallest / 2
        if case .success(let needed) = detectable.seedsNeeded(for: half) {
            sentences[0] += " Half of that would need \(needed) seeds."
        }
        let floor = SignFlipTest.smallestP(pairs: detectable.seeds)
        if floor > DetectableDifference.significance {
            sentences.append(
                "With \(seeds) an exact sign-flip test cannot go below \(Units.pEquation(floor)), "
                    + "whatever the differences.")
        }
        return sentences
    }

    // MARK: Budget

    package func sentence(on budgetSeconds: Double, _ fit: StudyForecast.BudgetFit?) -> String {
        let budget = "Budget of \(Units.duration(budgetSeconds)): "
        guard let fit else {
            return budget + "what fits cannot be said, since for \(unknownSteps) it is not known how long; "
                + (forecast.manifest.designs == nil ? "leave out --no-timing." : "--measure times it.")
        }
        guard let partial = fit.partial else {
            let end =
                fit.wholeSeconds > 0
                ? "done after about \(Units.duration(fit.wholeSeconds))" : "done already"
            let further =
                fit.furtherSeeds > 0
                ? "; \(fit.furtherSeeds) more \(fit.furtherSeeds == 1 ? "seed" : "seeds") would fit" : ""
            let seeds = forecast.manifest.seeds.count
            let fitting = seeds == 1 ? "the one seed fits" : "all \(seeds) seeds fit"
            return budget + "\(fitting), \(end)\(further)."
        }
        let rest = "\(partial.doneSteps) of \(Units.plural(partial.steps, "row")) of seed \(partial.seed)"
        if fit.wholeSeeds.isEmpty { return budget + "no seed fits whole, but \(rest)." }
        let seeds = SeedList.text(fit.wholeSeeds)
        return budget + "\(fit.wholeSeeds.count == 1 ? "seed \(seeds) fits" : "seeds \(seeds) fit") whole "
            + "(about \(Units.duration(fit.wholeSeconds))), then \(rest)."
    }

    // MARK: Parts

    /// Of a fraction of 1, in points; what would print as 0.00 is no zero.
    private static func points(_ fraction: Double) -> String {
        fraction < 0.00005 ? "under 0.01" : String(format: "%.2f", fraction * 100)
    }

    /// `850 MB`, `12.4 GB`.
    package static func bytes(_ bytes: Int) -> String {
        let megabytes = Double(bytes) * 1e-6
        return megabytes < 1000
            ? String(format: "%.0f MB", megabytes.rounded(.up)) : String(format: "%.1f GB", megabytes * 1e-3)
    }
}
