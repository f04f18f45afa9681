import AblateRunner
import Foundation
import Testing

@Suite("What files take on the disk")
struct DiskUsageTests {
    let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func write(_ name: String, bytes: Int) throws -> URL {
        let file = temporary.url.appendingPathComponent(name)
        try Data(repeating: 7, count: bytes).write(to: file)
        return file
    }

    /// What `du` counts.
    private func allocated(_ url: URL) throws -> Int {
        var status = stat()
        #expect(lstat(url.path, &status) == 0)
        return Int(status.st_blocks) * 512
    }

    @Test func aRunTakesWhatItsFilesAndFoldersTake() throws {
        let results = temporary.results
        let identity = try Fixture.identity()
        #expect(results.diskUsage(of: identity) == DiskUsage())
        let attempt = try results.begin(identity, number: 1, provenance: Fixture.provenance)
        try Data(repeating: 7, count: 100_000).write(to: attempt.url.appendingPathComponent("checkpoint-0"))
        let usage = results.diskUsage(of: identity)
        #expect(usage.files == 2)
        let folders = [attempt.url.deletingLastPathComponent(), attempt.url]
        let files = ["attempt.json", "checkpoint-0"].map { attempt.url.appendingPathComponent($0) }
        #expect(try usage.bytes == (folders + files).reduce(0) { try $0 + allocated($1) })
        #expect(usage.bytes >= 100_000)
        // Another seed is another run.
        #expect(try results.diskUsage(of: Fixture.identity(seed: 1)) == DiskUsage())
        #expect(results.diskUsage(of: [identity, identity]).files == 4)
    }

    @Test func aFileOfSeveralNamesCountsOnceWhereverTheyStand() throws {
        let file = try write("a", bytes: 50_000)
        let other = temporary.url.appendingPathComponent("b")
        try FileManager.default.linkItem(at: file, to: other)
        var usage = DiskUsage()
        usage.add(file)
        let once = usage
        usage.add(other)
        #expect(usage == once)
        #expect(try usage.bytes == allocated(file) && usage.files == 1)
    }

    @Test func linksToElsewhereAreNotFollowedAndHolesTakeNothing() throws {
        let link = temporary.url.appendingPathComponent("link")
        try FileManager.default.createSymbolicLink(
            at: link, withDestinationURL: URL(fileURLWithPath: "/usr"))
        let sparse = try write("sparse", bytes: 0)
        #expect(truncate(sparse.path, 1 << 30) == 0)
        var usage = DiskUsage()
        usage.add(link)
        usage.add(sparse)
        #expect(usage.files == 2 && usage.bytes < 1 << 20)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (4096, "4.1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"),
        (7_100_000, "7.1 MB"), (106_000_000, "106 MB"), (1_250_000_000, "1.2 GB"),
        (3_000_000_000_000, "3.0 TB"),
    ])
    func sizesAreWrittenInDecimalUnits(bytes: Int, text: String) {
        #expect(DiskUsage.text(bytes) == text)
    }
}
