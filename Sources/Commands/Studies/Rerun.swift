import AblateDatasets
import AblateKernels
import AblateResults
import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

struct Rerun: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains one run once more and compares what it comes to.",
        discussion: """
            The run gets another attempt; the earlier ones stay, and the first that finished goes on speaking for the \
            run. One build on one instruction set gives equal bits, and anything else is an error (status 1). Of \
            another build or instruction set it is said whether the bits are equal, by how much the accuracy moved, \
            and what differs. A run that failed is tried again as '\(Program.name) run' would.

            A run is named by the first digits of its SHA-256, or as STUDY/STEP with --seed where the step has \
            several. Ctrl-C stops after the current batch with a checkpoint, and the same command goes on from there.

            Exit status: 0 trained, and equal where it must be; 1 other bits, or it failed; 130 or 143 stopped; 64 no \
            such run, 65 it is of another version of the engine, 66 no data.

            EXAMPLES
              \(Program.name) rerun 3b6a30d2
              \(Program.name) rerun quick/kernel-7 --seed 3
              \(Program.name) rerun 3b6a30d2 --format json | jq '.[] | {attempt, same_bits}'
            """)

    @Argument(help: ArgumentHelp("The run: first digits of its SHA-256, or STUDY/STEP.", valueName: "run"))
    var name: String

    @Option(help: "The seed of the step's run. (default: the only one)")
    var seed: Int?

    @Option(help: "Threads of the training process. (default: the processors granted)")
    var threads: Int?

    @Option(help: "How often it is tried again when it fails.")
    var retries: Int = 0

    @OptionGroup var output: FormatOption

    @OptionGroup var results: ResultsOptions

    @OptionGroup(title: "Data") var dataPlace: DataPlaceOptions

    func run() throws {
        try ThreadLimit.require(threads: threads, processors: Executor.grantedCPUs)
        MemoryShortage.require(threads: 1)
        try check("retries", retries, isValid: { (0...1000).contains($0) }, "from 0 to 1000")
        let folder = try results.existingFolder()
        do {
            let plan = try plan(in: folder)
            guard let run = plan.runs.first else { return }
            try requireData(run)
            let runner = try runner(of: plan, in: folder)
            let trained = try carryOut(runner)
            let text = RepetitionText(
                run: run.identity, attempt: trained.number,
                repetitions: try folder.repetitions(of: run.identity, attempt: trained.number),
                record: trained)
            print(text.rendered(as: output.format, width: output.width))
            if let alarm = text.alarm { throw ExitCode.failure(alarm) }
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.failure(error)
        }
    }

    private func plan(in folder: ResultsFolder) throws -> StudyPlan {
        let catalogue = RunCatalogue(folder, recorded: try ResultsDatabase.recorded(in: folder.url))
        return try folder.repetitionPlan(of: try catalogue.run(name, seed: seed), in: catalogue)
    }

    /// What is missing is said before an attempt begins.
    private func requireData(_ run: PlannedRun) throws {
        let selection = run.identity.data
        _ = try PreparedData(dataPlace.load(selection.dataset), selection)
    }

    private func runner(of plan: StudyPlan, in folder: ResultsFolder) throws -> StudyRunner {
        try OpenFiles.require(OpenFiles.neededByAnyCommand + OpenFiles.neededByJob)
        let threads = ProcessSplit(jobs: 1, threads: threads, processors: Executor.grantedCPUs, of: plan)
            .threads
        var options = StudyRunner.Options(
            jobs: 1, retries: retries, executable: Provenance.ownExecutable,
            options: ["--threads", "\(threads)"] + dataPlace.arguments)
        options.repeatsFinished = true
        return StudyRunner(
            folder: folder, plan: plan,
            provenance: try .gather(
                threads: threads, instructionSet: InstructionSet.description, onRemark: StandardError.say),
            options: options)
    }

    /// Trains, and records every attempt in the database.
    ///
    /// - Returns: the finished attempt.
    /// - Throws: an exit status where there is none.
    private func carryOut(_ runner: StudyRunner) throws -> AttemptRecord {
        let database = try ResultsDatabase(folder: runner.folder.url)
        // A terminal or pipe that is gone is no reason to stop training.
        signal(SIGPIPE, SIG_IGN)
        let stop = StopRequests.listen()
        let display = ProgressDisplay(plan: runner.plan)
        defer { display.close() }
        var finished: AttemptRecord?
        let summary = try runner.run(stop: stop) { event in
            if case .ended(_, let ending, let record?) = event {
                // That bits differ is said below, with more.
                _ = try database.record(record)
                if case .finished = ending { finished = record }
            }
            display.note(event)
        }
        display.close()
        try database.close()
        if summary.stoppedBy != nil {
            throw ExitCode.failure(
                "Stopped; run the same command again to go on.", status: summary.exitStatus)
        }
        guard let finished else {
            throw ExitCode.failure("The run failed; the earlier attempts are as they were.")
        }
        return finished
    }
}
