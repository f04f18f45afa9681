import AblateArchitectures
import AblateStatistics
import AblateWords
import Foundation

extension StudyReport {
    // MARK: 8

    var accountSection: ReportDocument.Section {
        var blocks: [ReportDocument.Block] = [
            .heading("For the checklist (NeurIPS: statistical significance, compute)"), .list(checklist),
        ]
        if !account.failures.isEmpty {
            blocks.append(
                .table(
                    failureTable, caption: "Attempts that failed or diverged.",
                    query: Self.query(.failures(of: manifest.name))))
        }
        blocks += [
            .heading("Every run"),
            .table(
                runTable, caption: "The runs behind every number above.",
                query: Self.query(.runs(of: manifest.name))),
        ]
        return .init(id: "account", title: "The account", blocks: blocks)
    }

    private var checklist: [String] {
        let n =
            smallestN == largestN
            ? "n = \(largestN) for \(allSteps.count == 1 ? "the one" : "every") step"
            : "n from \(smallestN) to \(largestN), given with each step"
        return [
            "Error bars: \(barText)",
            "What varies: the seed, and with it initialisation, order of images and augmentation, at one fixed choice "
                + "of data, split and recipe. \(n).",
            computationText,
            "Selection: \(Units.plural(manifest.seeds.count, "seed")) declared before anything ran; no run is left "
                + "out but those that diverged or failed; the accuracy is the last epoch's.",
            "Compute: \(account.computeText)",
            "Where: \(account.machineText)",
            "Failures: "
                + (account.failures.isEmpty
                    ? "none." : Units.plural(account.failures.count, "attempt") + ", listed below."),
            "Not decided here: anything about other data, other recipes, longer training or larger networks.",
        ]
    }
}

extension StudyReport {
    /// By what method intervals and p-values are come by, or why there are none.
    fileprivate var computationText: String {
        if hasTests {
            return
                "How computed: Student's t on differences paired by seed, two-sided, 95 %; Holm's correction over "
                + "\(familyText); exact sign-flip tests beside it. The differences are assumed to be normal."
        }
        switch largestN {
        case 0: return "How computed: nothing is yet, since no run is completed."
        case 1: return "How computed: no interval and no test is, from one seed."
        default:
            return hasDeviations && testCount == 0
                ? "How computed: intervals of the means from Student's t; there is no difference to test."
                : "How computed: no test is, since no difference has two pairs of runs that differ."
        }
    }
}

extension ComputeAccount {
    var machineText: String {
        if attempts == 0 { return "no attempt yet" }
        func all(_ tallies: [Tally]) -> String { Units.list(tallies.map(\.value), "or") }
        return "\(all(processors)); kernels for \(all(instructionSets)), float32; "
            + "\(all(threads)) \(threads.map(\.value) == ["1"] ? "thread" : "threads") a run; "
            + "\(Units.plural(hosts, "host")); Swift \(all(swiftVersions))"
    }

    var commitText: String {
        if attempts == 0 { return "no attempt yet" }
        return commits.map { $0.value + (commits.count > 1 ? " (\(Units.plural($0.count, "attempt")))" : "") }
            .joined(separator: "; ")
            + (binaries.count > 1 ? "; \(binaries.count) different builds of the executable" : "")
    }

    /// Hours of all attempts, which may have run beside each other, with those that were lost.
    var computeText: String {
        let hours = String(format: "%.2f", attemptSeconds / 3600)
        var text =
            "\(hours) hours of runs, summed over \(Units.plural(attempts, "attempt")), failed ones included"
        if concurrency > 1.05 { text += " (\(Units.fixed(concurrency, 1)) at a time on average)" }
        if lostSeconds > 0 {
            text += " (\(Units.duration(lostSeconds)) of them lost)"
        }
        if attemptsOfUnknownLength > 0 {
            text += "; \(Units.plural(attemptsOfUnknownLength, "attempt")) of unknown length not counted"
        }
        if let started, let finished { text += "; from \(started) to \(finished)" }
        return text + "."
    }
}
