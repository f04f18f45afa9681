import AblateRunner
import AblateRuns
import Foundation
import Testing

/// Archives that are not taken in, or not whole.
struct ArchiveRefusalTests {
    let temporary: TemporaryFolder
    let identity: RunIdentity
    private var file: URL { temporary.url.appendingPathComponent("attempts.tar") }
    private var results: URL { temporary.url.appendingPathComponent("results") }
    private var run: String { "runs/\(identity.sha256.prefix(16))/attempt-1" }

    init() throws {
        temporary = try TemporaryFolder()
        identity = try Fixture.identity()
    }

    /// `attempt.json` and `result.json` of one finished attempt.
    private func attempt(_ identity: RunIdentity) throws -> (head: Data, result: Data) {
        let scratch = try TemporaryFolder()
        let attempt = try scratch.results.begin(identity, number: 1, provenance: Fixture.provenance)
        try attempt.finish(Fixture.result(identity))
        return (
            try Data(contentsOf: attempt.url.appendingPathComponent("attempt.json")),
            try Data(contentsOf: attempt.url.appendingPathComponent("result.json"))
        )
    }

    private func takeIn(_ data: Data, mostBytes: Int = AttemptArchive.mostBytes) throws -> FolderMerge {
        try data.write(to: file)
        return try ResultsFolder(results.path).takeIn(archive: file.path, mostBytes: mostBytes)
    }

    /// Says that an archive is refused and that nothing was made.
    private func expectRefusal(_ data: Data, _ expected: ArchiveError, mostBytes: Int = 1 << 30) {
        #expect(throws: expected) { try takeIn(data, mostBytes: mostBytes) }
        #expect(temporary.contents == ["attempts.tar"])
        #expect(!"\(expected)".dropLast().contains(". "), "\(expected)")
    }

    /// A whole archive of one attempt, packed.
    ///
    /// - Parameter tarBytes: that its tar has, where its result is to be filled up with spaces.
    private func archive(_ compression: AttemptArchive.Compression, tarBytes: Int? = nil) throws -> Data {
        let scratch = try TemporaryFolder()
        let attempt = try scratch.results.begin(identity, number: 1, provenance: Fixture.provenance)
        try attempt.finish(Fixture.result(identity))
        if let tarBytes {
            let file = attempt.url.appendingPathComponent("result.json")
            let head = try Data(contentsOf: attempt.url.appendingPathComponent("attempt.json"))
            // Three headers, the head and the seal in blocks of 512, and two at the end.
            let others = 3 * 512 + (head.count + 511) / 512 * 512 + 512 + 1024
            let result = try Data(contentsOf: file)
            try (result + Data(repeating: 0x20, count: tarBytes - others - result.count)).write(to: file)
        }
        var bytes: [UInt8] = []
        let writer = try ArchiveWriter(compression) { bytes += $0 }
        try AttemptPacking(scratch.results).write(to: writer)
        return Data(bytes)
    }

    @Test func whatIsMadeByHandAsItShouldBeIsTakenIn() throws {
        let (head, result) = try attempt(identity)
        let merge = try takeIn(
            TarFixture.sealed {
                $0.add("\(run)/attempt.json", head)
                $0.add("\(run)/result.json", result)
            })
        #expect(merge.taken == 1 && merge.remarks.isEmpty)
    }

    @Test func whatIsNoArchiveIsRefused() throws {
        let text = Data(String(repeating: "No archive at all. ", count: 100).utf8)
        for data in [Data(), Data("x".utf8), text, Data("\u{89}PNG\r\n".utf8) + text] {
            expectRefusal(data, .notAnArchive(path: file.path))
        }
        #expect(throws: ArchiveError.noFile(path: "/dev/null")) {
            try ResultsFolder(results.path).takeIn(archive: "/dev/null")
        }
        #expect(throws: RunnerError.cannotRead(path: "/none", reason: "no such file or directory")) {
            try ResultsFolder(results.path).takeIn(archive: "/none")
        }
    }

    @Test(arguments: [
        "log.txt", "whole.txt", "ablate.sqlite", "studies/.hidden.json", "studies/a/b.json",
        "studies/a.sqlite",
        "studies/a b.json", "runs/0123456789abcdef/lease.json", "runs/0123456789abcdef/attempt-1/weights",
        "runs/0123456789abcdef/attempt-1/checkpoint-0", "runs/0123456789abcdef/attempt-0/result.json",
        "runs/0123456789ABCDEF/attempt-1/result.json", "runs/0123456789abcde/attempt-1/result.json",
        "runs/0123456789abcdef/attempt-9999999999/result.json", "./studies/a.json", "studies//a.json",
    ])
    func whatDoesNotBelongIsRefused(name: String) throws {
        let data = TarFixture.sealed { $0.add(name, Data("{}".utf8)) }
        expectRefusal(data, .foreignFile(path: file.path, name: name))
    }

    @Test(arguments: ["/etc/passwd", "../a.json", "studies/../../a.json", "studies/.."])
    func whatLeadsOutsideIsRefused(name: String) throws {
        let data = TarFixture.sealed { $0.add(name, Data("{}".utf8)) }
        expectRefusal(data, .leadsOutside(path: file.path, name: name))
    }

    @Test(arguments: ["1", "2", "3", "5"] as [Character])
    func linksFoldersAndDevicesAreRefused(kind: Character) throws {
        let data = TarFixture.sealed {
            $0.add("studies/a.json", kind: kind, link: kind == "3" || kind == "5" ? "" : "/etc/passwd")
        }
        #expect {
            try takeIn(data)
        } throws: { error in
            guard case ArchiveError.notPlain(_, let name) = error else { return false }
            return name.hasPrefix("studies/a.json")
        }
        #expect(temporary.contents == ["attempts.tar"])
    }

    @Test func whatIsNotWholeIsRefused() throws {
        let (head, result) = try attempt(identity)
        func refuse(_ reason: String, _ fill: (inout TarFixture) -> Void) {
            var tar = TarFixture()
            fill(&tar)
            expectRefusal(tar.data, .damaged(path: file.path, reason: reason))
        }
        refuse("its end is missing") { $0.add("\(run)/attempt.json", head) }
        refuse("'\(run)' has no 'result.json'") {
            $0.add("\(run)/attempt.json", head)
            $0.seal()
        }
        refuse("'\(run)' has no 'attempt.json'") {
            $0.add("\(run)/result.json", result)
            $0.seal()
        }
        refuse("it holds 'studies/a.json' twice") {
            $0.add("studies/a.json", Data("{}".utf8))
            $0.add("studies/a.json", Data("{}".utf8))
            $0.seal()
        }
        refuse("something follows its end") {
            $0.seal()
            $0.add("studies/a.json", Data("{}".utf8))
        }
        refuse("its SHA-256 is not the one that it names") {
            $0.add("studies/a.json", Data("{}".utf8))
            $0.seal(sha256: String(repeating: "0", count: 64))
        }
        refuse("'whole.json' is not valid") { $0.add("whole.json", Data("{".utf8)) }
    }

    @Test(arguments: AttemptArchive.Compression.allCases)
    func whatWasCutOffIsRefused(compression: AttemptArchive.Compression) throws {
        let data = try archive(compression)
        for count in Array(stride(from: 1, to: data.count - 40, by: 29)) + Array(data.count - 40..<data.count)
        {
            #expect {
                try takeIn(data.prefix(count))
            } throws: { error in
                switch error {
                // What is left of its first bytes may be anything.
                case ArchiveError.notAnArchive: count < 512
                case ArchiveError.damaged: true
                default: false
                }
            }
        }
        #expect(temporary.contents == ["attempts.tar"])
        #expect(try takeIn(data).taken == 1)
    }

    /// The tar is read before the end of its packing is.
    @Test(arguments: AttemptArchive.Compression.allCases, [1 << 16, 3 << 16])
    func whatWasCutOffBehindItsTarIsRefused(
        compression: AttemptArchive.Compression, tarBytes: Int
    ) throws {
        let data = try archive(compression, tarBytes: tarBytes)
        if compression == .none { #expect(data.count == tarBytes) }
        #expect {
            try takeIn(data.dropLast())
        } throws: { error in
            if case ArchiveError.damaged = error { true } else { false }
        }
        #expect(temporary.contents == ["attempts.tar"])
        #expect(try takeIn(data).taken == 1)
    }

    /// Where a bit of padding or of a time changes, nothing is lost; all else is noticed.
    @Test(arguments: AttemptArchive.Compression.allCases)
    func whatWasDamagedIsRefusedOrTheSame(compression: AttemptArchive.Compression) throws {
        let data = try archive(compression)
        let whole = try takeIn(data)
        let attempts = ResultsFolder(results.path).attempts()
        #expect(whole.taken == 1 && attempts.problems.isEmpty)
        var refused = 0
        for position in stride(from: 0, to: data.count, by: compression == .none ? 61 : 7) {
            var damaged = data
            damaged[position] ^= 0x10
            try FileManager.default.removeItem(at: results)
            do {
                #expect(try takeIn(damaged).remarks.isEmpty)
            } catch is ArchiveError {
                refused += 1
                #expect(temporary.contents == ["attempts.tar"])
                try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
                continue
            }
            #expect(ResultsFolder(results.path).attempts().values == attempts.values, "byte \(position)")
        }
        #expect(refused > 20, "\(refused)")
    }

    @Test func whatUnpacksWithoutEndIsRefused() throws {
        let data = try archive(.gzip, tarBytes: 3 << 20)
        #expect(data.count < 10_000)
        expectRefusal(data, .tooLarge(path: file.path, most: 1_000_000), mostBytes: 1_000_000)
        #expect(try takeIn(data).taken == 1)
    }

    @Test func aSizeThatIsAnnouncedTakesNoRoom() throws {
        let data = TarFixture.sealed { $0.add("studies/a.json", Data("{}".utf8), size: 0o77777777777) }
        expectRefusal(data, .tooLarge(path: file.path, most: 1 << 30))
    }

    @Test func anAttemptThatCannotBeReadIsLeftOutAndNamed() throws {
        let (head, result) = try attempt(identity)
        let other = try Fixture.identity(seed: 1)
        let stranger = try attempt(other)
        let place = "runs/\(other.sha256.prefix(16))/attempt-1"
        let wrong = "runs/0123456789abcdef/attempt-1"
        let merge = try takeIn(
            TarFixture.sealed {
                $0.add("\(wrong)/attempt.json", stranger.head)
                $0.add("\(wrong)/result.json", stranger.result)
                $0.add("\(run)/attempt.json", head)
                $0.add("\(run)/result.json", result)
                $0.add("\(place)/attempt.json", stranger.head)
                $0.add("\(place)/result.json", Data("{".utf8))
                $0.add("studies/a.json", Data("[]".utf8))
            })
        #expect(merge.taken == 1)
        #expect(ResultsFolder(results.path).attempts().values.map(\.identity) == [identity])
        let told = merge.remarks.map(\.description)
        #expect(told.count == 3)
        let end = "in '\(file.path)' was left out: it"
        for (name, reason) in [
            (wrong, "has the SHA-256 \(other.sha256), but 0123456789abcdef… was expected."),
            ("\(place)/result.json", "is not what Ablate writes: it is not valid JSON."),
            ("studies/a.json", "is not what Ablate writes: it is not a Dictionary<String, Any>."),
        ] {
            #expect(told.contains("'\(name)' \(end) \(reason)"), "\(told)")
        }
        #expect(!temporary.contents.contains { $0.contains(".arriving/") })
    }
}
