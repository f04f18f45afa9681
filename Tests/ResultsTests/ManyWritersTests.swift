import AblateResults
import AblateRunner
import Foundation
import Testing

/// Connections of their own, as processes have them.
@Suite("Many writers")
struct ManyWritersTests {
    @Test func importTogetherWhileAReaderPolls() async throws { try await importing(attemptsEach: 20) }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["ABLATE_LONG_TESTS"] != nil,
            "Long: run with ABLATE_LONG_TESTS=1."))
    func importTwoHundredAttemptsEach() async throws { try await importing(attemptsEach: 200) }

    private func importing(attemptsEach: Int) async throws {
        let folder = try TemporaryFolder()
        let url = folder.url
        let writers = 8
        // Every second seed is one that another writer imports too: equal attempts, and later ones of equal runs.
        let seeds = writers * attemptsEach
        let study = Fixture.study(steps: ["resnet-50", "stage-ratio"], seeds: Array(0..<seeds))
        try ResultsDatabase(folder: url).close()

        let isDone = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var last = 0
                while !isDone.value {
                    // Opened anew each time, as `ablate query` does.
                    let reader = try ResultsReader(folder: url)
                    let counts = try reader.rows(of: "SELECT COUNT(*), COUNT(DISTINCT identity) FROM run")
                        .rows
                    guard case .integer(let runs) = counts[0][0] else { return }
                    #expect(counts[0][1] == .integer(runs))
                    #expect(runs >= last)
                    last = runs
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { inner in
                for writer in 0..<writers {
                    inner.addTask {
                        let database = try ResultsDatabase(folder: url)
                        try database.register(study)
                        for index in 0..<attemptsEach {
                            let seed = writer * attemptsEach + index
                            #expect(try database.record(attempt(study, seed: seed)) == nil)
                            if index % 2 == 0 {
                                let shared = (seed + attemptsEach) % seeds
                                #expect(try database.record(attempt(study, seed: shared)) == nil)
                            }
                        }
                        try database.close()
                    }
                }
                try await inner.waitForAll()
            }
            isDone.set()
            try await group.waitForAll()
        }

        #expect(try folder.integer("SELECT COUNT(*) FROM run") == seeds)
        #expect(try folder.integer("SELECT COUNT(DISTINCT seed) FROM run") == seeds)
        #expect(try folder.integer("SELECT COUNT(*) FROM attempt") == seeds)
        #expect(try folder.integer("SELECT COUNT(*) FROM epoch") == 2 * seeds)
        #expect(try folder.integer("SELECT COUNT(*) FROM prediction") == seeds)
        #expect(try folder.integer("SELECT n FROM v_step WHERE id = 'resnet-50'") == seeds)
        #expect(try folder.text("PRAGMA integrity_check") == "ok")
    }

    private func attempt(_ study: StudyManifest, seed: Int) throws -> AttemptRecord {
        try Fixture.finished(study, "resnet-50", seed: seed, top1: 0.5 + Double(seed % 100) / 1000)
    }
}

private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var isSet = false
    var value: Bool { lock.withLock { isSet } }
    func set() { lock.withLock { isSet = true } }
}
