import AblateRunner
import Foundation
import Testing

/// Several studies in one results folder.
@Suite(.serialized) struct LeaseTests {
    let study: ScriptedStudy
    let plan: StudyPlan
    private var results: ResultsFolder { study.temporary.results }

    init() throws {
        study = try ScriptedStudy()
        plan = try Fixture.plan(["patchify"])
    }

    private func lease(
        process: Int32 = getpid(), machine: String = "elsewhere", start: Int? = nil, age: Double = 0
    ) -> Lease {
        Lease(
            host: "elsewhere", process: process, machine: machine, processStart: start, holder: UUID(),
            renewed: Date.now.timeIntervalSince1970 - age)
    }

    /// A lease of this machine, as the runner writes it.
    private func ownLease() throws -> Lease {
        var own: Lease?
        let identity = plan.runs[0].identity
        let results = results
        _ = try study.run(study.runner("exit 3", plan: plan)) { event in
            if case .started = event { own = results.lease(of: identity) }
        }
        return try #require(own)
    }

    private func write(_ lease: Lease) throws {
        let folder = results.folder(of: plan.runs[0].identity)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try JSONEncoder().encode(lease).write(to: folder.appendingPathComponent("lease.json"))
    }

    @Test func leaseEndsWithItsProcess() throws {
        let own = try ownLease()
        #expect(own.process == getpid() && own.isAlive)
        let dead = Process()
        dead.executableURL = URL(fileURLWithPath: "/bin/true")
        try dead.run()
        dead.waitUntilExit()
        #expect(!lease(process: dead.processIdentifier, machine: own.machine).isAlive)
        #expect(lease(machine: own.machine, age: 10 * Lease.patience).isAlive)
        // Its number was given to another process since.
        if let start = own.processStart {
            #expect(lease(machine: own.machine, start: start).isAlive)
            #expect(!lease(machine: own.machine, start: start + 1).isAlive)
        }
    }

    /// A clock that a test moves on.
    private final class Clock: @unchecked Sendable {
        private let start = SuspendingClock.now
        var seconds = 0.0
        var sightings: LeaseSightings { LeaseSightings { self.start + .seconds(self.seconds) } }
    }

    /// Seconds by which another machine's clock is behind: ten minutes, no, and years ahead.
    static let clocks: [Double] = [600, 0, -600, -3e9, .greatestFiniteMagnitude]

    @Test(arguments: clocks) func leaseThatDoesNotChangeIsBelievedForAWhileOfOurs(age: Double) throws {
        try write(lease(age: age))
        let clock = Clock()
        var runner = try study.runner(ScriptedStudy.succeed, plan: plan)
        runner.options.leaseSightings = clock.sightings
        var ticks = 0
        let (summary, told) = try study.run(runner) { event in
            guard case .tick = event else { return }
            ticks += 1
            clock.seconds = ticks < 4 ? Lease.patience - 1 : Lease.patience
        }
        #expect(summary.finished == 1 && ticks >= 4)
        #expect(told.first?.hasPrefix("elsewhere patchify") == true)
        #expect(told.dropFirst() == ["started patchify 1", "finished patchify"])
    }

    @Test(arguments: clocks) func leaseThatIsRenewedIsNotTakenOver(age: Double) throws {
        var lease = lease(age: age)
        try write(lease)
        let clock = Clock()
        var runner = try study.runner(ScriptedStudy.succeed, plan: plan)
        runner.options.leaseSightings = clock.sightings
        var ticks = 0
        let (_, told) = try study.run(runner) { event in
            guard case .tick = event else { return }
            ticks += 1
            clock.seconds += Lease.patience / 3
            // Now by its time, and now by its count alone, where its clock stands still.
            if ticks % 2 == 0 { lease.renewed += 10 } else { lease.renewals = ticks }
            if ticks < 10 {
                try write(lease)
            } else if ticks == 10 {
                let folder = results.folder(of: plan.runs[0].identity)
                try FileManager.default.removeItem(at: folder.appendingPathComponent("lease.json"))
            }
        }
        #expect(ticks >= 10)
        #expect(told.first?.hasPrefix("elsewhere patchify") == true)
        #expect(told.dropFirst() == ["started patchify 1", "finished patchify"])
    }

    /// What an earlier version writes, and what it can read.
    @Test func leaseOfAnEarlierVersionIsRead() throws {
        let old = #"{"holder":"\#(UUID())","host":"h","machine":"m","process":7,"renewed":5}"#
        let lease = try JSONDecoder().decode(Lease.self, from: Data(old.utf8))
        #expect(lease.renewals == nil && lease.process == 7)
    }

    @Test func leaseIsHeldWhileTheRunIsTrainedAndGivenBack() throws {
        let identity = plan.runs[0].identity
        let results = results
        var held = false
        _ = try study.run(study.runner(ScriptedStudy.succeed, plan: plan)) { event in
            if case .started = event { held = results.lease(of: identity) != nil }
        }
        #expect(held)
        #expect(study.temporary.contents.allSatisfy { !$0.hasSuffix("lease.json") })
    }

    @Test func damagedLeaseIsTakenOver() throws {
        try write(lease())
        let file = results.folder(of: plan.runs[0].identity).appendingPathComponent("lease.json")
        try Data("{".utf8).write(to: file)
        #expect(try study.run(study.runner(ScriptedStudy.succeed, plan: plan)).0.finished == 1)
    }

    @Test func runOfAnotherProcessIsWaitedForAndNotTrained() throws {
        let plan = try Fixture.plan()
        let other = lease(process: 4711)
        try write(other)
        let identity = self.plan.runs[0].identity
        let results = results
        var isOver = false
        let (summary, told) = try study.run(study.runner(ScriptedStudy.succeed, plan: plan)) { event in
            // The other process finishes when everything else is done here.
            if case .ended(let run, _, _) = event, run.step.id == "kernel-9" {
                let attempt = try results.begin(identity, number: 1, provenance: Fixture.provenance)
                try attempt.finish(Fixture.result(identity))
                isOver = true
            }
        }
        #expect(isOver)
        #expect(summary == .init(skipped: 1, finished: 2, failed: 0))
        #expect(
            told == [
                "started resnet-50 1", "elsewhere patchify 4711", "finished resnet-50", "started kernel-9 1",
                "finished kernel-9", "finished elsewhere patchify",
            ]
                || told == [
                    "started resnet-50 1", "finished resnet-50", "elsewhere patchify 4711",
                    "started kernel-9 1",
                    "finished kernel-9", "finished elsewhere patchify",
                ])
    }

    @Test func runThatAnotherProcessLeavesIsTaken() throws {
        try write(lease(process: 4711))
        let folder = results.folder(of: plan.runs[0].identity)
        var ticks = 0
        let (summary, told) = try study.run(study.runner(ScriptedStudy.succeed, plan: plan)) { event in
            if case .tick = event {
                ticks += 1
                if ticks == 2 {
                    try FileManager.default.removeItem(at: folder.appendingPathComponent("lease.json"))
                }
            }
        }
        #expect(summary.finished == 1)
        #expect(told == ["elsewhere patchify 4711", "started patchify 1", "finished patchify"])
    }

    /// Trains with a lease that is renewed at each tick, until `isOver`.
    private func runRenewing(_ onTick: (Int) throws -> Void) throws -> (StudyRunner.Summary, [String]) {
        var runner = try study.runner(
            """
            trap 'exit 143' TERM
            touch "$results/ready"
            while [ ! -f "$results/over" ]; do sleep 0.02; done
            \(ScriptedStudy.succeed)
            """, plan: plan)
        runner.options.leaseInterval = 0
        var ticks = 0
        return try study.run(runner) { event in
            guard case .tick = event, study.exists("ready") else { return }
            ticks += 1
            try onTick(ticks)
        }
    }

    private func end() throws {
        try Data().write(to: study.scratch.url.appendingPathComponent("over"))
    }

    @Test func leaseIsRenewed() throws {
        let identity = plan.runs[0].identity
        var renewals: [Double] = []
        let (summary, _) = try runRenewing { ticks in
            if let lease = results.lease(of: identity) { renewals.append(lease.renewed) }
            if ticks == 3 { try end() }
        }
        #expect(summary.finished == 1)
        #expect(renewals.count >= 3 && renewals[2] > renewals[0])
    }

    @Test func runThatWasTakenOverIsLeftToTheOther() throws {
        let folder = results.folder(of: plan.runs[0].identity)
        let (summary, told) = try runRenewing { ticks in
            if ticks == 2 { try write(lease(process: 4711)) }
            if ticks == 8 {
                try end()
                try FileManager.default.removeItem(at: folder.appendingPathComponent("lease.json"))
            }
        }
        #expect(summary.finished == 1)
        #expect(
            told == [
                "started patchify 1", "lost patchify", "stopped patchify", "elsewhere patchify 4711",
                "resumed patchify 1", "finished patchify",
            ])
    }

    @Test func requestStopsTheWaiting() throws {
        try write(lease(process: 4711))
        let stop = study.stop
        let (summary, told) = try study.run(study.runner(ScriptedStudy.succeed, plan: plan)) { event in
            if case .elsewhere = event { stop.request(SIGINT) }
        }
        #expect(summary.stoppedBy == 2)
        #expect(told == ["elsewhere patchify 4711", "stopping \(SIGINT)"])
    }

    @Test func attemptOfAnOrphanIsWaitedFor() throws {
        let attempt = try results.begin(
            plan.runs[0].identity, number: 1, provenance: Fixture.provenance)
        var lock: AttemptLock? = try attempt.lock()
        var ticks = 0
        let (_, told) = try study.run(study.runner(ScriptedStudy.succeed, plan: plan)) { event in
            if case .tick = event { ticks += 1 }
            if ticks == 3 { lock = nil }
        }
        withExtendedLifetime(lock) {}
        #expect(told == ["elsewhere patchify 0", "resumed patchify 1", "finished patchify"])
    }

    @Test func whatAnotherProcessGaveUpMeanwhileIsNotTriedAgain() throws {
        try write(lease(process: 4711))
        let identity = plan.runs[0].identity
        let results = results
        var ticks = 0
        let (summary, told) = try study.run(study.runner(ScriptedStudy.succeed, plan: plan)) { event in
            guard case .tick = event else { return }
            ticks += 1
            if ticks == 1 {
                // Later than the study's beginning, in whole seconds.
                Thread.sleep(forTimeInterval: 1.1)
                try results.begin(identity, number: 1, provenance: Fixture.provenance).fail("No.")
                let run = results.folder(of: identity)
                try FileManager.default.removeItem(at: run.appendingPathComponent("lease.json"))
            }
        }
        #expect(summary.failed == 1)
        #expect(told == ["elsewhere patchify 4711", "failed patchify: No."])
    }

    @Test func manifestsOfTwoStudiesAtOnceAreBothKept() async throws {
        let steps = ["resnet-50", "patchify", "kernel-9", "gelu"]
        let results = results
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (seed, step) in steps.enumerated() {
                group.addTask { try results.keep(try Fixture.manifest([step], seeds: [seed])) }
            }
            try await group.waitForAll()
        }
        let kept = try #require(results.manifests().values.first)
        #expect(kept.steps.map(\.id) == steps && kept.seeds == [0, 1, 2, 3])
    }
}
