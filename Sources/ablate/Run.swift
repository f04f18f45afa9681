import ArgumentParser
import Foundation
import Kernels
import Reports
import Results
import Runner

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs a study: trains every row with every seed and records the results.",
        discussion: """
            Each run is trained by a process of its own and leaves a folder; finished runs are never run again. \
            Ctrl-C stops after the current batch with a checkpoint, and the same command goes on from there. A \
            flag that changes what is measured changes the study's name, so results do not mix.

            EXAMPLES
              ablate run quick
              ablate run quick --train-images 500 --epochs 1
              ablate run roadmap --steps resnet-50,kernel-7,separate-downsampling --epochs 3 --seeds 2
              ablate run roadmap --jobs 4 --threads 2 --results /data/ablate
              ablate run quick --optimizer sgd --learning-rate 0.1 --no-flip
            """)

    @OptionGroup var study: StudyOptions
    @OptionGroup(title: "Recipe") var recipe: RecipeOptions

    @Option(help: "Threads of each training process. (default: the processors granted, divided by --jobs)")
    var threads: Int?

    @Option(help: "Training processes at a time.")
    var jobs: Int = 1

    @Option(name: .customLong("results"), help: "Folder that the results are kept in.")
    var resultsPath: String = "results"

    @Option(name: .customLong("data"), help: "Folder of the data set. (default: where its package puts it)")
    var dataFolder: String?

    func run() throws {
        let study = try study.resolved(recipe)
        let steps = try self.study.steps(of: study)
        try check("jobs", jobs, isValid: { $0 >= 1 }, "1 or more")
        try check("threads", threads, isValid: { (1...1024).contains($0) }, "from 1 to 1024")

        let resolution = try StudyResolution(study, steps: steps, dataFolder: dataFolder)
        let (manifest, plan) = (resolution.plan.manifest, resolution.plan)
        let threads = threads ?? max(1, Executor.grantedCPUs / jobs)
        let folder = ResultsFolder(resultsPath)
        let database: ResultsDatabase
        let provenance: Provenance
        do {
            provenance = try .gather(threads: threads, instructionSet: InstructionSet.description)
            let kept = try folder.keep(manifest)
            database = try ResultsDatabase(folder: folder.url)
            try database.register(kept)
        } catch {
            throw ExitCode.failure("\(error)")
        }
        let runner = StudyRunner(
            folder: folder, plan: plan, provenance: provenance,
            options: .init(
                jobs: jobs, executable: Provenance.ownExecutable,
                options: ["--threads", "\(threads)"] + (dataFolder.map { ["--data", $0] } ?? [])))
        let summary = try carryOut(runner, database)
        if summary.stoppedBy != nil {
            throw ExitCode.failure(
                "Stopped; run the same command again to go on.", status: summary.exitStatus)
        }
        do {
            let steps = Set(manifest.steps.map(\.id))
            let rows = try database.stepRows(study: manifest.name).filter { steps.contains($0.id) }
            print(StudyTable.table(of: rows).rendered(as: .table))
            print("\nThe database is \(database.file.path).")
            try database.close()
        } catch {
            throw ExitCode.failure("\(error)")
        }
        if summary.failed > 0 {
            throw ExitCode.failure(
                "\(summary.failed) of \(plan.runs.count) runs failed; run the same command again to retry them."
            )
        }
    }

    private func carryOut(
        _ runner: StudyRunner, _ database: ResultsDatabase
    ) throws -> StudyRunner.Summary {
        // A terminal or pipe that is gone is no reason to stop training.
        signal(SIGPIPE, SIG_IGN)
        let stop = StopRequests.listen()
        let display = ProgressDisplay(plan: runner.plan)
        defer { display.close() }
        for problem in runner.folder.attempts().problems { display.say("\(problem)") }
        do {
            return try runner.run(stop: stop) { event in
                switch event {
                case .skipped(_, let record), .ended(_, _, let record?):
                    if let remark = try database.record(record) { display.say("\(remark)") }
                default: break
                }
                display.note(event)
            }
        } catch {
            display.close()
            throw ExitCode.failure("\(error)")
        }
    }
}
