import AblateRunner
import Foundation
import Testing

/// Studies whose training processes are shell scripts. `$1` is the attempt's folder, `$results` a folder with
/// the result of each run under its step's id, `$step` the step.
struct ScriptedStudy {
    let temporary: TemporaryFolder
    let scratch: TemporaryFolder
    let stop = StopRequests()

    static let succeed = #"cp "$results/$step.json" "$1/result.json""#

    init() throws {
        temporary = try TemporaryFolder()
        scratch = try TemporaryFolder()
    }

    func runner(
        _ script: String, jobs: Int = 1, retries: Int = 0, maxFailures: Int? = nil, plan: StudyPlan? = nil,
        options: [String] = []
    ) throws -> StudyRunner {
        let plan = try plan ?? Fixture.plan()
        var text = "results='\(scratch.url.path)'\ncase \"$1\" in\n"
        for run in plan.runs {
            let file = scratch.url.appendingPathComponent("\(run.step.id).json")
            try JSONEncoder().encode(Fixture.result(run.identity)).write(to: file)
            text += "*/\(run.identity.sha256.prefix(16))/*) step=\(run.step.id);;\n"
        }
        text += "esac\n\(script)\n"
        let url = scratch.url.appendingPathComponent("train-one.sh")
        try text.write(to: url, atomically: true, encoding: .utf8)
        return StudyRunner(
            folder: temporary.results, plan: plan, provenance: Fixture.provenance,
            options: .init(
                jobs: jobs, retries: retries, maxFailures: maxFailures, executable: "/bin/sh",
                arguments: [url.path], options: options))
    }

    /// Everything that was told, ticks left out, as short texts.
    func run(
        _ runner: StudyRunner, onEvent: (StudyRunner.Event) throws -> Void = { _ in }
    ) throws -> (StudyRunner.Summary, [String]) {
        var told: [String] = []
        let summary = try runner.run(stop: stop) { event in
            if let text = Self.text(event) { told.append(text) }
            if case .ended(_, .finished(let result), let record) = event {
                #expect(record?.state == .finished(result))
            }
            try onEvent(event)
        }
        return (summary, told)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: scratch.url.path + "/" + name)
    }

    private static func text(_ event: StudyRunner.Event) -> String? {
        switch event {
        case .skipped(let run, _): "skipped \(run.step.id)"
        case .started(let run, let attempt, let isResumed):
            "\(isResumed ? "resumed" : "started") \(run.step.id) \(attempt.number)"
        case .progressed(_, let progress): "progress \(progress.epoch).\(progress.step)"
        case .epochFinished(_, let epoch): "epoch \(epoch.epoch)"
        case .remarked(let run, let remark): "remark \(run.step.id): \(remark)"
        case .silent(let run, _, let log): "silent \(run.step.id) \(log.hasSuffix("/log.txt"))"
        case .ended(let run, .finished, _): "finished \(run.step.id)"
        case .ended(let run, .failed(let failure), _): "failed \(run.step.id): \(failure.reason)"
        case .ended(let run, .retried(let failure), _): "retried \(run.step.id): \(failure.reason)"
        case .ended(let run, .stopped, _): "stopped \(run.step.id)"
        case .elsewhere(let run, let lease): "elsewhere \(run.step.id) \(lease?.process ?? 0)"
        case .finishedElsewhere(let run, _): "finished elsewhere \(run.step.id)"
        case .lost(let run): "lost \(run.step.id)"
        case .stopping(let signal): "stopping \(signal)"
        case .halting(let reason): "halting: \(reason)"
        case .tick: nil
        }
    }
}
