import AblateResults
import Foundation
import GRDB
import Testing

@Suite("Making the database anew")
struct RebuildTests {
    let folder: TemporaryFolder
    let study = Fixture.study()

    init() throws { folder = try TemporaryFolder() }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
    }

    @Test func theNewDatabaseAnswersAsTheOldOneDid() throws {
        let attempts = [
            try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5),
            try Fixture.finished(study, "stage-ratio", seed: 0, top1: 0.75),
            try Fixture.attempt(study, "gelu", seed: 1, state: .failed("It was killed.")),
            try Fixture.attempt(study, "gelu", seed: 1, number: 2, state: .unfinished),
        ]
        do {
            let database = try ResultsDatabase(folder: folder.url)
            try database.register(study)
            for attempt in attempts { try database.record(attempt) }
            try database.close()
        }
        let before = try folder.contents()
        let answers = try folder.answers()
        let summary = try ResultsDatabase.rebuild(in: folder.url, manifests: [study], attempts: attempts)
        #expect(summary.studies == 1 && summary.attempts == 4 && summary.remarks.isEmpty)
        #expect(try folder.contents() == before)
        #expect(try files == ["ablate.sqlite", "metadata.json"])
        #expect(try folder.answers() == answers)
    }

    /// Numbers of rows differ when runs arrive in another order; no answer does.
    @Test func theOrderInWhichRunsArrivedChangesNoAnswer() throws {
        let other = Fixture.study("pair", steps: ["resnet-50", "patchify"], seeds: [1, 0])
        let attempts = try study.steps.flatMap { step in
            try [2, 0, 1].map { seed in
                try Fixture.finished(
                    study, step.id, seed: seed, top1: 0.8 + Double(step.position * 3 + seed) / 271)
            }
        }
        do {
            let database = try ResultsDatabase(folder: folder.url)
            for attempt in attempts.reversed() { try database.record(attempt) }
            try database.register(other)
            try database.register(study)
            try database.close()
        }
        let answers = try folder.answers()
        #expect(answers.count == SavedQuery.all.count)
        _ = try ResultsDatabase.rebuild(in: folder.url, manifests: [study, other], attempts: attempts)
        #expect(try folder.answers() == answers)
    }

    @Test func runsThatNoFolderHoldsAnyMoreAreKeptAside() throws {
        let database = try ResultsDatabase(folder: folder.url)
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        let kept = try Fixture.finished(study, "patchify", seed: 0, top1: 0.75)
        try database.record(kept)
        try database.close()
        let summary = try ResultsDatabase.rebuild(in: folder.url, manifests: [study], attempts: [kept])
        let backup = folder.url.appendingPathComponent("ablate-previous.sqlite").path
        #expect(summary.remarks == [.runsWithoutFolder(count: 1, backup: backup)])
        #expect(try folder.integer("SELECT COUNT(*) FROM run") == 1)
        let queue = try DatabaseQueue(path: backup)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM run") } == 2)
        // What was kept once stays, however often the database is made anew.
        let again = try ResultsDatabase.rebuild(in: folder.url, manifests: [study], attempts: [kept])
        #expect(again.remarks.isEmpty)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM run") } == 2)
        #expect(FileManager.default.fileExists(atPath: backup))
    }

    @Test func aFolderWithoutAttemptsDoesNotReplaceADatabaseOfRuns() throws {
        let database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        try database.close()
        let before = try Data(contentsOf: folder.database)
        for manifests in [[], [study]] {
            #expect(throws: ResultsError.nothingToRebuildFrom(folder: folder.url.path, runs: 1, studies: 1)) {
                try ResultsDatabase.rebuild(in: folder.url, manifests: manifests, attempts: [])
            }
        }
        #expect(try Data(contentsOf: folder.database) == before)
        // Whoever reads it may leave the files of SQLite's log.
        #expect(try files.filter { !$0.hasPrefix("ablate.sqlite-") } == ["ablate.sqlite", "metadata.json"])
    }

    @Test func aDatabaseOfStudiesAloneIsReplacedByTheFoldersStudiesButNotByNothing() throws {
        let database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
        try database.close()
        #expect(throws: ResultsError.nothingToRebuildFrom(folder: folder.url.path, runs: 0, studies: 1)) {
            try ResultsDatabase.rebuild(in: folder.url, manifests: [], attempts: [])
        }
        let summary = try ResultsDatabase.rebuild(in: folder.url, manifests: [study], attempts: [])
        #expect(summary.studies == 1 && summary.remarks.isEmpty)
    }

    @Test func aFolderWithoutAttemptsDoesNotReplaceADatabaseThatCannotBeRead() throws {
        try Data(repeating: 7, count: 5000).write(to: folder.database)
        #expect(throws: ResultsError.nothingToRebuildFrom(folder: folder.url.path, runs: nil, studies: nil)) {
            try ResultsDatabase.rebuild(in: folder.url, manifests: [study], attempts: [])
        }
        #expect(try files == ["ablate.sqlite"])
    }

    @Test func anUnreadableDatabaseIsReplacedWithItsLeftovers() throws {
        try Data(repeating: 7, count: 5000).write(to: folder.database)
        try Data(repeating: 8, count: 500).write(to: URL(fileURLWithPath: folder.database.path + "-wal"))
        let summary = try ResultsDatabase.rebuild(
            in: folder.url, manifests: [study],
            attempts: [try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5)])
        let backup = folder.url.appendingPathComponent("ablate-previous.sqlite").path
        #expect(summary.remarks == [.unreadableBackup(backup: backup)])
        #expect(try folder.integer("SELECT COUNT(*) FROM run") == 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == Data(repeating: 7, count: 5000))
        // Left where it was, the log would be taken for the new database's.
        #expect(try Data(contentsOf: URL(fileURLWithPath: backup + "-wal")) == Data(repeating: 8, count: 500))
    }

    @Test func aDatabaseInUseIsNotReplaced() throws {
        let database = try ResultsDatabase(folder: folder.url)
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        #expect(throws: ResultsError.busy(path: folder.database.path)) {
            try ResultsDatabase.rebuild(
                in: folder.url, manifests: [],
                attempts: [try Fixture.finished(study, "gelu", seed: 0, top1: 0.5)])
        }
        #expect(try folder.completed().count == 1)
        try database.close()
    }

    @Test func aFolderWithoutADatabaseGetsOne() throws {
        let summary = try ResultsDatabase.rebuild(in: folder.url, manifests: [study], attempts: [])
        #expect(summary.studies == 1 && summary.remarks.isEmpty)
        #expect(try folder.integer("SELECT COUNT(*) FROM step") == 16)
    }
}
