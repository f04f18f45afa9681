import AblateKernels
import AblateReports
import AblateResults
import AblateRunner
import AblateRuns
import AblateStatistics
import AblateWords
import ArgumentParser
import Foundation

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs a study: trains every row with every seed and records the results.",
        discussion: """
            Each run is trained by a process of its own and leaves a folder; finished runs are never run again. \
            Ctrl-C stops after the current batch with a checkpoint, and the same command goes on from there; a \
            second Ctrl-C stops at once. A study is what its flags declare: the same flags go on with it whatever it \
            is called, and other flags make another study, so results do not mix.

            A run that fails is told at once with its reason and log, tried again after the others (--retries), \
            and does not stop them. A crash goes on from its checkpoint and counts as a failure; a loss that \
            diverges is a result. When the first three runs fail with one error, the study stops. Any number of \
            these commands may work on one results folder at a time: they share the runs and each ends with all \
            of them.

            Exit status: 0 every run has a result, 1 a run failed, 130 or 143 stopped by Ctrl-C or SIGTERM; of \
            sysexits.h where nothing was run: 64 arguments, 65 contents of a file, 66 no data, 74 a folder that \
            cannot be written.

            EXAMPLES
              \(Program.name) run quick
              \(Program.name) run quick --train-images 2000 --epochs 1
              \(Program.name) run roadmap --steps resnet-50,kernel-7 --epochs 3 --seeds 2
              \(Program.name) run roadmap --jobs 4 --threads 2 --results /data/ablate
              \(Program.name) run roadmap --retries 0 --max-failures 3
              \(Program.name) run quick --design leave-one-out,add-one-in --seeds 10
              \(Program.name) run quick --until decided --max-seeds 20 --smallest 0.3
              \(Program.name) run quick --optimizer sgd --learning-rate 0.1 --no-flip --name sgd
            """)

    @OptionGroup var study: StudyOptions
    @OptionGroup(title: "Recipe") var recipe: RecipeOptions

    @Option(help: "Threads of each training process. (default: the processors granted, divided by --jobs)")
    var threads: Int?

    @Option(
        help: """
            Training processes at a time. (default: as many as there are processors for small networks, else one)
            """)
    var jobs: Int?

    @Option(
        help: """
            Add seeds until every step is decided: 'decided'. Looks and boundaries are declared before the first and kept \
            with the study.
            """)
    var until: Until?

    @Option(help: "With --until: the most seeds. (default: 20)")
    var maxSeeds: Int?

    @Option(help: "With --until: points of top-1 below which a difference does not matter. (default: 0.3)")
    var smallest: Double?

    enum Until: String, ExpressibleByArgument, CaseIterable { case decided }

    @Option(help: "How often a run that fails is tried again.")
    var retries: Int = 1

    @Flag(help: "Stop the study when a run has failed, the others with a checkpoint: --max-failures 1.")
    var failFast = false

    @Option(help: "Stop the study when this many runs have failed. (default: never)")
    var maxFailures: Int?

    @OptionGroup var results: ResultsOptions

    @OptionGroup(title: "Data") var dataPlace: DataPlaceOptions

    func run() throws {
        try ThreadLimit.require(jobs: jobs, threads: threads, processors: Executor.grantedCPUs)
        MemoryShortage.require(threads: 1)
        try check("retries", retries, isValid: { (0...1000).contains($0) }, "from 0 to 1000")
        try check("max-failures", maxFailures, isValid: { $0 >= 1 }, "1 or more")
        if failFast && maxFailures ?? 1 != 1 {
            throw ExitCode.usage("--fail-fast stops at the first failed run; give it or --max-failures.")
        }

        try checkUntil()

        let folder = try results.folder()
        let asked = try AskedStudy(study, recipe, in: folder)
        var plan = try StudyPlan.resolved(asked, in: folder, dataPlace: dataPlace)
        let split = ProcessSplit(jobs: jobs, threads: threads, processors: Executor.grantedCPUs, of: plan)
        if until == nil { plan = try plan.markingAdaptiveSeeds(in: folder) }
        let looking = try until.map { _ in
            try SequentialLooking(plan, maxSeeds: maxSeeds, smallest, in: folder)
        }
        while true {
            if let looking { plan = try looking.plan }
            let (database, summary) = try train(plan, split, isNameGiven: asked.isNameGiven, folder)
            let isLast: Bool
            do {
                isLast = try looking.map { try !$0.look(at: database, isWhole: summary.failed == 0) } ?? true
                if isLast { try printResults(of: plan, database, jobs: split.jobs, in: folder) }
                try database.close()
            } catch {
                throw ExitCode.failure(error)
            }
            if summary.failed > 0 {
                let ending =
                    summary.haltedBecause == nil ? "retry them" : "retry them and to go on with the others"
                throw ExitCode.failure(
                    "\(summary.failed) of \(Units.plural(plan.runs.count, "run")) failed; run the same command again to \(ending)."
                )
            }
            if isLast { return }
        }
    }

    private func checkUntil() throws {
        if until == nil {
            for (flag, isGiven) in [("max-seeds", maxSeeds != nil), ("smallest", smallest != nil)]
            where isGiven {
                throw ExitCode.usage("--\(flag) goes with --until decided.")
            }
            return
        }
        if study.seeds != nil {
            throw ExitCode.usage(
                "--until decided adds seeds from 0 on; give --max-seeds in place of --seeds.")
        }
        try check("max-seeds", maxSeeds, isValid: { (4...1000).contains($0) }, "from 4 to 1000")
        try check("smallest", smallest, isValid: { $0 > 0 && $0 <= 100 }, "above 0 and at most 100 points")
    }

    /// Trains what a plan lacks.
    ///
    /// - Throws: an exit status where the study was stopped or cannot be run.
    private func train(
        _ plan: StudyPlan, _ split: ProcessSplit, isNameGiven: Bool, _ folder: ResultsFolder
    ) throws -> (ResultsDatabase, StudyRunner.Summary) {
        let threads = split.threads
        let database: ResultsDatabase
        let provenance: Provenance
        do {
            try OpenFiles.require(OpenFiles.neededByAnyCommand + split.jobs * OpenFiles.neededByJob)
            provenance = try .gather(
                threads: threads, instructionSet: InstructionSet.description, onRemark: StandardError.say)
            database = try register(plan.manifest, isNameGiven: isNameGiven, in: folder)
        } catch {
            throw ExitCode.failure(error)
        }
        if let notice = database.notice { StandardError.say(notice) }
        let runner = StudyRunner(
            folder: folder, plan: plan, provenance: provenance,
            options: .init(
                jobs: split.jobs, retries: retries, maxFailures: failFast ? 1 : maxFailures,
                executable: Provenance.ownExecutable,
                options: ["--threads", "\(threads)"] + dataPlace.arguments))
        let summary = try carryOut(runner, database)
        if summary.stoppedBy != nil {
            throw ExitCode.failure(
                "Stopped; run the same command again to go on.", status: summary.exitStatus)
        }
        return (database, summary)
    }

    private func printResults(
        of plan: StudyPlan, _ database: ResultsDatabase, jobs: Int, in folder: ResultsFolder
    ) throws {
        let steps = Set(plan.manifest.steps.map(\.id))
        // Under the name that it has by now.
        let name = try folder.place(of: plan.manifest, isNameGiven: false).manifest.name
        let rows = try database.stepRows(study: name).filter { steps.contains($0.id) && !$0.isDesigned }
        let closing = ClosingRemarks(
            plan.manifest, rows: rows, accuracies: try database.accuracies(study: name),
            concurrency: Double(jobs)
        ) { TypedCommand.again(CommandLine.arguments, seeds: $0) }
        var table = StepTableText.standardOutput
        table.noun = plan.manifest.referenceNoun
        if !rows.isEmpty { print(table.text(of: rows, closing: closing)) }
        try printEffects(of: name, database, in: folder)
        print("\nThe database is \(database.file.path).")
    }

    /// What designs found, in the whole study that the folder keeps: rows that were asked for before count too.
    private func printEffects(of name: String, _ database: ResultsDatabase, in folder: ResultsFolder) throws {
        guard let kept = try folder.manifest(named: name), kept.designs != nil else { return }
        let findings = try database.designFindings(study: name)
        let text = EffectTableText(kept, effects: findings.effects, dependence: findings.dependence)
            .text(width: StepTableText.standardOutput.width)
        if !text.isEmpty { print("\n" + text) }
    }

    /// Opens the database with the study in it; another command that adds steps or seeds to the study waits
    /// for it.
    private func register(
        _ manifest: StudyManifest, isNameGiven: Bool, in folder: ResultsFolder
    ) throws -> ResultsDatabase {
        var database: ResultsDatabase?
        try folder.keep(manifest, isNameGiven: isNameGiven) { kept in
            let opened = try ResultsDatabase(folder: folder.url)
            try opened.register(kept)
            database = opened
        }
        return try database ?? ResultsDatabase(folder: folder.url)
    }

    private func carryOut(
        _ runner: StudyRunner, _ database: ResultsDatabase
    ) throws -> StudyRunner.Summary {
        // A terminal or pipe that is gone is no reason to stop training.
        signal(SIGPIPE, SIG_IGN)
        let stop = StopRequests.listen()
        let display = ProgressDisplay(plan: runner.plan)
        defer { display.close() }
        for attempt in runner.folder.quarantineUnreadableAttempts() { display.say("\(attempt)") }
        do {
            return try runner.run(stop: stop) { event in
                switch event {
                case .skipped(_, let record), .finishedElsewhere(_, let record), .ended(_, _, let record?):
                    if let remark = try database.record(record) { display.say("\(remark)") }
                default: break
                }
                display.note(event)
            }
        } catch {
            display.close()
            throw ExitCode.failure(error)
        }
    }
}
