import AblateArchitectures
import AblateKernels
import AblateReports
import AblateRunner
import AblateRuns
import AblateWords
import ArgumentParser
import Foundation

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a study will take and what it can find, before anything runs.",
        discussion: """
            Checks every network, and the data unless the results folder has the study already; reads how far each \
            run is, and estimates the rest: from finished runs of the same row, or from a few training steps that \
            are timed once and kept in the results folder for this machine, this build and this number of threads. \
            No run is begun. A row's MACs (forward, backward and evaluation), seconds, memory and disk are those of \
            one run.

            The smallest difference that the design can detect is that of a two-sided t-test paired by seed, at \
            the level of 5 % with a power of 80 %.

            With --design it says of each design how many runs it adds to what is there, what they cost and the smallest \
            effect that it can find. Nothing is timed then unless --measure is given: seconds are those of recorded \
            runs, else of a fit on MACs through what is known of other rows ('fitted').

            EXAMPLES
              \(Program.name) plan quick
              \(Program.name) plan roadmap --seeds 3 --budget 2h
              \(Program.name) plan roadmap --steps resnet-50,kernel-7 --epochs 3 --sd 0.25
              \(Program.name) plan quick --design groups,paths:20 --seeds 10 --budget 3h
              \(Program.name) plan quick --no-timing --format json | jq .detectable
            """)

    @OptionGroup var study: StudyOptions
    @OptionGroup(title: "Recipe") var recipe: RecipeOptions

    @Option(help: "Which seeds fit into this time: 2h, 90m, 1h30m, 3600s.")
    var budget: String?

    @Option(
        help: """
            Standard deviation of differences in top-1 that are paired by seed, in points. (default: what is \
            recorded, else the reference's)
            """)
    var sd: Double?

    @Flag(name: .customLong("no-timing"), help: "Time nothing: estimate from what is known.")
    var skipsTiming = false

    @Flag(help: "Time rows of which nothing is known, also with --design.")
    var measure = false

    @Option(help: "Threads of each training process. (default: the processors granted, divided by --jobs)")
    var threads: Int?

    @Option(
        help: """
            Training processes at a time. (default: as many as there are processors for small networks, else one)
            """)
    var jobs: Int?

    @OptionGroup var results: ResultsOptions

    @OptionGroup(title: "Data") var dataPlace: DataPlaceOptions

    @OptionGroup var output: FormatOption

    func run() throws {
        try ThreadLimit.require(jobs: jobs, threads: threads, processors: Executor.grantedCPUs)
        MemoryShortage.require(threads: 1)
        if measure && skipsTiming {
            throw ExitCode.usage("--measure and --no-timing contradict each other; give one.")
        }
        try check("sd", sd, isValid: { $0 > 0 && $0 <= 100 }, "above 0 and at most 100 points")
        let budgetSeconds = try budgetSeconds()
        let folder = try results.folder()
        let asked = try AskedStudy(study, recipe, in: folder)
        let plan: StudyPlan
        do {
            plan = try .recorded(asked, in: folder, dataPlace: dataPlace)
            try plan.requireThisEngine()
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.failure(error)
        }
        sayRemarks(on: plan)
        let split = ProcessSplit(jobs: jobs, threads: threads, processors: Executor.grantedCPUs, of: plan)
        let machine: TimingMachine
        let status: StudyStatus
        do {
            machine = try .current(threads: split.threads, instructionSet: InstructionSet.description)
            status = try StudyStatus(of: plan, in: folder)
        } catch {
            throw ExitCode.failure(error)
        }
        let forecast = try forecast(plan, status, jobs: split.jobs, machine, folder)
        let detectable = DetectableDifference(forecast, given: sd.map { $0 / 100 })
        let fit = budgetSeconds.flatMap { forecast.fit(budgetSeconds: $0) }
        try report(forecast, machine, detectable, budgetSeconds, fit, folder)
    }

    /// Of each row once, by the first of its runs.
    private func sayRemarks(on plan: StudyPlan) {
        for run in plan.runs where run.seed == plan.manifest.seeds.first {
            let data = run.identity.data
            guard
                let network = try? Network(
                    run.identity.architecture, input: data.input, classes: data.classes)
            else { continue }
            for remark in run.identity.remarks(on: network) { StandardError.say("\(run.step.id): \(remark)") }
        }
        for match in (plan.manifest.designs ?? []).flatMap({ $0.matches ?? [] }) where !match.isClose {
            StandardError.say(
                "\(match.matched): whole channels come within \(Units.fixed(match.residual * 100, 2)) % of "
                    + "\(Units.count(match.target)) MACs.")
        }
    }

    private func budgetSeconds() throws -> Double? {
        guard let budget else { return nil }
        guard let seconds = BudgetText.seconds(budget) else {
            throw ExitCode.usage(
                "--budget must be a time such as 2h, 90m, 1h30m or 3600s, but is '\(budget)'.")
        }
        return seconds
    }

    private func forecast(
        _ plan: StudyPlan, _ status: StudyStatus, jobs: Int, _ machine: TimingMachine,
        _ folder: ResultsFolder
    ) throws -> StudyForecast {
        let stop = StopRequests.listen()
        var timings = TimingStore(folder)
        var keeps = true
        let asksDesigns = plan.manifest.designs != nil
        return try StudyForecast(
            plan, status: status, jobs: jobs, machine: machine, fits: asksDesigns && !skipsTiming
        ) { run in
            if let known = timings.timing(of: run.identity, on: machine) { return known }
            if skipsTiming || (asksDesigns && !measure) { return nil }
            StandardError.say("Timing \(run.step.id)")
            guard
                let timing = try TimeOne.timing(
                    of: run, threads: machine.threads, dataPlace: dataPlace, stop: stop)
            else { return nil }
            do {
                if keeps { try timings.keep(timing, of: run.identity, on: machine) }
            } catch {
                keeps = false
                StandardError.say("Timings are not kept for the next time: \(error)")
            }
            return timing
        }
    }

    private func report(
        _ forecast: StudyForecast, _ machine: TimingMachine, _ detectable: DetectableDifference,
        _ budgetSeconds: Double?, _ fit: StudyForecast.BudgetFit?, _ folder: ResultsFolder
    ) throws {
        let costs =
            forecast.manifest.designs == nil
            ? nil : DesignCosts(forecast, deviation: detectable.standardDeviation)
        if output.format == .json {
            let document = PlanDocument(
                forecast, machine: machine, detectable: detectable, designs: costs, budget: fit)
            print(try document.json())
            return
        }
        let table = output.text(of: costs?.table ?? PlanTable.table(of: forecast))
        guard output.format.isForPeople else {
            print(table)
            return
        }
        let text = PlanText(
            forecast: forecast, machine: machine, memoryBytes: Int(ProcessInfo.processInfo.physicalMemory),
            freeDiskBytes: freeBytes(at: folder.url))
        var sentences =
            (costs == nil ? [] : [text.designNote]) + text.costs + PlanText.sentences(on: detectable)
        if let budgetSeconds { sentences.append(text.sentence(on: budgetSeconds, fit)) }
        print([output.format.sentences(text.heading), "", table, ""].joined(separator: "\n"))
        print(sentences.map(output.format.sentences).joined(separator: "\n"))
    }

    /// Of the file system that the folder is or will be on.
    private func freeBytes(at folder: URL) -> Int? {
        var place = folder.standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
            place.deleteLastPathComponent()
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place.path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    }
}
