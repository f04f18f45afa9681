import Foundation
import Testing

/// Results on a small file system of their own.
@Suite(.enabled(if: SmallDisk.canBeMounted, "Mounting a tmpfs is not allowed here.")) struct FullDiskTests {
    @Test func fullDiskFailsInASentenceAndGoesOnWhenThereIsRoom() throws {
        let study = try TinyStudy()
        // Room for the database, and not for a checkpoint of seven megabytes.
        let disk = try SmallDisk(at: study.results, megabytes: 6)
        let output = try study.run()
        #expect(output.status == 1)
        for step in study.steps {
            let failure = output.standardError.split(separator: "\n").first {
                $0.hasPrefix("\(step) seed 0: failed 2 times: '")
            }
            #expect(failure?.contains("/checkpoint-0' cannot be written: no space left on device; ") == true)
        }
        // Not their fault: they are to go on, not to begin again.
        #expect(try study.status().counts["interrupted"] == 2)
        try disk.remount("size=100m")
        #expect(try study.run().status == 0)
        #expect(try study.digest() == Undisturbed.digest(of: 1))
    }

    @Test func noRoomAtAllIsOneSentence() throws {
        let study = try TinyStudy()
        let disk = try SmallDisk(at: study.results, megabytes: 1)
        let filler = study.results.appendingPathComponent("filler")
        try Data().write(to: filler)
        let file = try FileHandle(forWritingTo: filler)
        while (try? file.write(contentsOf: Data(count: 4096))) != nil {}
        try file.close()
        let output = try study.run()
        #expect([65, 74].contains(output.status), "\(output.standardError)")
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        try FileManager.default.removeItem(at: filler)
        try disk.remount("size=100m")
        #expect(try study.run().status == 0)
        #expect(try study.digest() == Undisturbed.digest(of: 1))
    }

    @Test func readOnlyFolderIsOneSentenceAndStaysAsItIs() throws {
        let study = try TinyStudy()
        let disk = try SmallDisk(at: study.results, megabytes: 100)
        #expect(try study.run(fault: "training-step:6=kill-both").status == SIGKILL)
        try disk.remount("ro")
        let before = try study.status()
        #expect(before.counts["done"] == 1 && before.counts["interrupted"] == 1)
        let output = try study.run()
        #expect(output.status == 74)
        #expect(output.standardError.contains("cannot be written: read-only file system"))
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        #expect(try study.status().counts == before.counts)
        try disk.remount("rw")
        #expect(try study.run().status == 0)
        #expect(try study.digest() == Undisturbed.digest(of: 1))
    }
}

/// A tmpfs for as long as this lives.
private final class SmallDisk {
    private let folder: URL

    init(at folder: URL, megabytes: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.command("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "ablate-test", folder.path)
    }

    deinit { try? Self.command("umount", "-l", folder.path) }

    /// Waits for processes that were killed and still have files open.
    func remount(_ option: String) throws {
        try wait(for: "the processes to be gone") {
            (try? Self.command("mount", "-o", "remount,\(option)", folder.path)) != nil
        }
    }

    static let canBeMounted: Bool = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-mount-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        return (try? SmallDisk(at: folder, megabytes: 1)) != nil
    }()

    private struct Refused: Error {}

    private static func command(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Refused() }
    }
}
