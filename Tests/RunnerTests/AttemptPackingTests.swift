import AblateRunner
import AblateRuns
import Foundation
import Testing

/// Finished attempts that go into an archive and come out of it elsewhere.
struct AttemptPackingTests {
    let ours: TemporaryFolder
    let theirs: TemporaryFolder

    init() throws {
        ours = try TemporaryFolder()
        theirs = try TemporaryFolder()
    }

    static let compressions = AttemptArchive.Compression.allCases

    /// Two rows and two seeds: of one run the first attempt failed and two finished, one run diverged, one is unfinished.
    @discardableResult
    private func fill(_ temporary: TemporaryFolder) throws -> [PlannedRun] {
        let results = temporary.results
        let manifest = try Fixture.manifest(["resnet-50", "patchify"], seeds: [0, 1])
        try results.keep(manifest)
        let runs = try StudyPlan(manifest).runs
        for (index, run) in runs.enumerated() {
            func begin(_ number: Int) throws -> AttemptFolder {
                let attempt = try results.begin(
                    run.identity, number: number, provenance: Fixture.provenance)
                for name in ["checkpoint-0", "weights", "log.txt", "lock", "progress.json", ".x.partial"] {
                    try Data(name.utf8).write(to: attempt.url.appendingPathComponent(name))
                }
                try attempt.append(Fixture.epoch(1))
                return attempt
            }
            switch index {
            case 0:
                try begin(1).fail("It ran out of memory.")
                try begin(2).finish(Fixture.result(run.identity))
                // The same, in another time.
                var again = Fixture.result(run.identity)
                again.seconds += 1
                try begin(3).finish(again)
            case 1: try begin(1).finish(Fixture.result(run.identity, top1: nil))
            case 2: try begin(1).finish(Fixture.result(run.identity, top1: 0.5))
            default: _ = try begin(1)
            }
        }
        return runs
    }

    /// The archive of a folder.
    private func pack(
        _ temporary: TemporaryFolder, study: String? = nil, _ compression: AttemptArchive.Compression = .gzip
    ) throws -> (data: Data, packing: AttemptPacking) {
        let packing = try AttemptPacking(temporary.results, study: study)
        var bytes: [UInt8] = []
        let writer = try ArchiveWriter(compression) { bytes += $0 }
        try packing.write(to: writer)
        #expect(writer.packedBytes == bytes.count)
        return (Data(bytes), packing)
    }

    /// Takes an archive into a folder.
    private func takeIn(_ data: Data, _ temporary: TemporaryFolder) throws -> FolderMerge {
        let file = ours.url.appendingPathComponent("archive")
        try data.write(to: file)
        return try temporary.results.takeIn(archive: file.path)
    }

    private func files(_ temporary: TemporaryFolder) -> [String: Data] {
        var files: [String: Data] = [:]
        for path in temporary.contents where path.hasPrefix("runs/") || path.hasPrefix("studies/") {
            files[path] = try? Data(contentsOf: temporary.url.appendingPathComponent(path))
        }
        return files
    }

    @Test(arguments: compressions)
    func whatFinishedComesOutAsItWentInAndNothingElse(compression: AttemptArchive.Compression) throws {
        let runs = try fill(ours)
        let (data, packing) = try pack(ours, compression)
        #expect(packing.studies == 1 && packing.attempts == 4)
        #expect(packing.failed == 1 && packing.unfinished == 1 && packing.problems.isEmpty)
        let before = files(ours)

        let merge = try takeIn(data, theirs)
        #expect(merge.taken == 4 && merge.known == 0 && merge.unfinished == 0 && merge.remarks.isEmpty)
        let finished = [(0, 2), (0, 3), (1, 1), (2, 1)].map {
            "runs/\(runs[$0.0].identity.sha256.prefix(16))/attempt-\($0.1)"
        }
        let kept = Set(
            finished.flatMap { ["\($0)/attempt.json", "\($0)/result.json"] } + ["studies/quick.json"])
        #expect(files(theirs) == before.filter { kept.contains($0.key) })
        for run in runs[..<3] {
            let record = try #require(try theirs.results.attempt(for: run.identity))
            #expect(record == (try ours.results.attempt(for: run.identity)))
            #expect(record.epochs.count == 2)
            guard case .finished = try theirs.results.next(for: run.identity) else {
                Issue.record("It would be trained again.")
                return
            }
        }

        let again = try takeIn(data, theirs)
        #expect(again.taken == 0 && again.known == 4)
        #expect(try pack(theirs, compression).data == data)
    }

    @Test(arguments: compressions)
    func equalAttemptsGiveEqualBytes(compression: AttemptArchive.Compression) throws {
        try fill(ours)
        let data = try pack(ours, compression).data
        let copy = try TemporaryFolder()
        // In another order and with other times and modes.
        for path in ours.contents.reversed() {
            let (source, target) = (
                ours.url.appendingPathComponent(path), copy.url.appendingPathComponent(path)
            )
            guard let contents = try? Data(contentsOf: source) else { continue }
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try contents.write(to: target)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1e9), .posixPermissions: 0o600],
                ofItemAtPath: target.path)
        }
        #expect(try pack(copy, compression).data == data)
        // Of RFC 1952: no time.
        if compression == .gzip { #expect(data[4..<8] == Data(count: 4)) }
        #expect(
            AttemptArchive.Compression(ofFile: "/x/A.B" + compression.endings[0].uppercased()) == compression)
    }

    @Test func aStudysArchiveHasItsRunsAlone() throws {
        try fill(ours)
        var wide = try Fixture.manifest(["resnet-50", "kernel-9"], seeds: [1, 2])
        // Longer than a name of ustar.
        wide.name = String(repeating: "wide ", count: 30) + "é"
        wide.roadmap = "wide"
        try ours.results.keep(wide)
        for run in try StudyPlan(wide).runs where run.step.id == "kernel-9" && run.seed == 2 {
            try ours.results.begin(run.identity, number: 1, provenance: Fixture.provenance)
                .finish(Fixture.result(run.identity))
        }
        let (data, packing) = try pack(ours, study: wide.name)
        // One is quick's, too.
        #expect(
            packing.studies == 1 && packing.attempts == 2 && packing.failed == 0 && packing.unfinished == 0)
        #expect(try takeIn(data, theirs).taken == 2)
        #expect(theirs.results.manifests().values == [wide])
        let identities = try StudyPlan(wide).runs.map(\.identity)
        #expect(theirs.results.attempts().values.allSatisfy { identities.contains($0.identity) })
        #expect(try pack(ours).packing.studies == 2)
        #expect(
            throws: RunnerError.unknownStudy(
                "none", path: ours.url.path, known: ["quick", wide.name].sorted())
        ) {
            try AttemptPacking(ours.results, study: "none")
        }
    }

    @Test func whatCannotBeReadStaysAndIsNamed() throws {
        let runs = try fill(ours)
        let bad = ours.results.folder(of: runs[1].identity).appendingPathComponent("attempt-1/result.json")
        try Data("{".utf8).write(to: bad)
        let (data, packing) = try pack(ours)
        #expect(packing.attempts == 3)
        #expect(packing.problems == [.malformed(path: bad.path, reason: "it is not valid JSON")])
        #expect(try takeIn(data, theirs).taken == 3)
    }

    @Test func anEmptyFolderHasNothingToPack() throws {
        #expect(throws: ArchiveError.nothingToPack(path: ours.url.path)) { try AttemptPacking(ours.results) }
    }

    @Test func whatIsTooMuchForAnArchiveIsNotWritten() throws {
        try fill(ours)
        let writer = try ArchiveWriter(.none, mostBytes: 10_000) { _ in }
        #expect(throws: ArchiveError.tooMuchToPack(most: 10_000)) {
            try AttemptPacking(ours.results).write(to: writer)
        }
    }

    @Test func whatTheReceiverSaysComesThrough() throws {
        struct Full: Error {}
        try fill(ours)
        let writer = try ArchiveWriter(.none) { _ in throw Full() }
        #expect(throws: Full.self) { try AttemptPacking(ours.results).write(to: writer) }
    }
}
