import AblateDatasets
import Foundation
import Testing

/// Against a server on the loopback address.
@Suite(.timeLimit(.minutes(10))) struct FileDownloadTests {
    private let contents = noise(300_000, seed: 9)
    /// Computed by another program (Python's hashlib) from the same bytes.
    private let sha256 = "d61f0366064e3b631232b594c8de50e19968725a51ed9b7c3bf41f9ba408ba70"

    private func download(_ server: LoopbackServer, to folder: TemporaryFolder, sha256: String?) throws
        -> Bool
    {
        try FileDownload(url: server.address + "file", path: folder.path + "/file", sha256: sha256)
            .run { _, _ in }
    }

    private func bytes(_ folder: TemporaryFolder, _ name: String = "file") throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)")))
    }

    @Test func fileIsFetchedOnceAndChecked() throws {
        let server = try LoopbackServer(["file": contents])
        let folder = try TemporaryFolder()
        #expect(try download(server, to: folder, sha256: sha256))
        #expect(try bytes(folder) == contents)
        #expect(try !download(server, to: folder, sha256: sha256))
        #expect(server.requests == ["GET /file HTTP/1.1"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test(arguments: [true, false])
    func cutTransferIsGoneOnFrom(honoursRanges: Bool) throws {
        let server = try LoopbackServer(
            ["file": contents],
            [.init(cutsAfter: 100_000), .init(honoursRanges: honoursRanges)])
        let folder = try TemporaryFolder()
        let error = #expect(throws: FetchError.self) { try download(server, to: folder, sha256: sha256) }
        #expect(error?.description.contains("run the same command again to go on") == true)
        let kept = try bytes(folder, "file.part")
        #expect(!kept.isEmpty && kept.count <= 100_000)
        #expect(contents.starts(with: kept))
        #expect(try download(server, to: folder, sha256: sha256))
        #expect(try bytes(folder) == contents)
        #expect(server.requests.last == "GET /file HTTP/1.1 bytes=\(kept.count)-")
    }

    @Test func partThatIsLongerThanTheFileIsBegunAnew() throws {
        let server = try LoopbackServer(["file": contents])
        let folder = try TemporaryFolder()
        try folder.write(contents + [1, 2, 3], as: "file.part")
        #expect(try download(server, to: folder, sha256: sha256))
        #expect(try bytes(folder) == contents)
        #expect(server.requests.count == 2)
    }

    @Test func otherContentsAreRefusedAndRemoved() throws {
        let server = try LoopbackServer(["file": Array(contents.dropLast())])
        let folder = try TemporaryFolder()
        let error = #expect(throws: FetchError.self) { try download(server, to: folder, sha256: sha256) }
        guard case .checksum(_, expected: sha256, _)? = error else {
            Issue.record("Other contents were called something else.")
            return
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(try download(server, to: folder, sha256: nil))
    }

    @Test func whatKeepsAFileFromComingIsNamed() throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer(["other": contents])
        #expect(throws: FetchError.status(url: server.address + "file", code: 404)) {
            try download(server, to: folder, sha256: nil)
        }
        let broken = try LoopbackServer(["file": contents], [.init(status: 503)])
        #expect(throws: FetchError.status(url: broken.address + "file", code: 503)) {
            try download(broken, to: folder, sha256: nil)
        }
        for address in ["file:///etc/passwd", "nonsense", "http://"] {
            #expect(throws: FetchError.address(address)) {
                try FileDownload(url: address, path: folder.path + "/file", sha256: nil)
            }
        }
        // Nobody listens at a port that was just given back.
        var address = ""
        do { address = try LoopbackServer([:]).address }
        let error = #expect(throws: FetchError.self) {
            try FileDownload(url: address + "file", path: folder.path + "/file", sha256: nil).run { _, _ in }
        }
        guard case .connection? = error else {
            Issue.record("\(error?.description ?? "")")
            return
        }
        #expect(throws: FetchError.self) {
            try FileDownload(url: server.address + "other", path: folder.path + "/none/file", sha256: nil)
                .run { _, _ in }
        }
    }
}
