import Crypto
import Foundation
import Training

extension Provenance {
    /// What can be said of this process, this machine, and the checkout that the program was built in.
    ///
    /// - Parameters:
    ///   - threads: of one training process.
    ///   - instructionSet: of the kernels.
    public static func gather(threads: Int, instructionSet: String) throws -> Provenance {
        let commit = git("rev-parse", "HEAD").map { String(decoding: $0, as: UTF8.self).trimmed }
        let diff = commit == nil ? nil : uncommitted
        return Provenance(
            gitCommit: commit,
            gitDiffSHA256: diff.flatMap { $0.isEmpty ? nil : SHA256.hash(data: $0).hexadecimal },
            binarySHA256: try sha256(ofFile: ownExecutable), swiftVersion: swiftVersion, cpuModel: cpuModel,
            instructionSet: instructionSet, threads: threads, host: ProcessInfo.processInfo.hostName)
    }

    /// The program that is running. On Linux the link keeps naming it even when a new build has replaced
    /// the file, so that all runs of a study are made by one program.
    public static var ownExecutable: String {
        let link = "/proc/self/exe"
        if FileManager.default.fileExists(atPath: link) { return link }
        return Bundle.main.executablePath ?? CommandLine.arguments[0]
    }

    package static func sha256(ofFile path: String) throws -> String {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            var hash = SHA256()
            while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
            return hash.finalize().hexadecimal
        } catch {
            throw RunnerError.cannotRead(path: path, reason: RunnerError.reason(error))
        }
    }

    /// Changes to tracked files, and the names and contents of files that git neither tracks nor ignores.
    private static var uncommitted: Data? {
        guard var changes = git("diff", "--no-ext-diff", "HEAD"),
            let root = git("rev-parse", "--show-toplevel"),
            let untracked = git("ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/")
        else { return nil }
        let folder = URL(fileURLWithPath: String(decoding: root, as: UTF8.self).trimmed)
        for name in untracked.split(separator: 0) {
            let path = String(decoding: name, as: UTF8.self)
            changes.append(contentsOf: Data("\(path)\0".utf8))
            changes.append((try? Data(contentsOf: folder.appendingPathComponent(path))) ?? Data())
        }
        return changes
    }

    /// The output of a git command in the checkout that the program was built in; `nil` when it fails or there is no git.
    private static func git(_ arguments: String...) -> Data? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let program = URL(fileURLWithPath: ownExecutable).resolvingSymlinksInPath()
        process.arguments = ["git", "-C", program.deletingLastPathComponent().path] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        try? output.fileHandleForWriting.close()
        let data = try? output.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data ?? Data() : nil
    }

    private static var cpuModel: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        return cpuModel(cpuinfo: text)
    }

    /// `model name` on x86-64; on arm64, where there is none, implementer and part.
    package static func cpuModel(cpuinfo: String) -> String {
        func value(_ key: String) -> String? {
            for line in cpuinfo.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2, String(parts[0]).trimmed == key { return String(parts[1]).trimmed }
            }
            return nil
        }
        if let name = value("model name") { return name }
        guard let implementer = value("CPU implementer"), let part = value("CPU part") else {
            return "unknown"
        }
        return "implementer \(implementer) part \(part)"
    }

    /// Of the compiler that this program was built with, to the minor version.
    static var swiftVersion: String {
        #if compiler(>=6.5)
            "6.5 or later"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #elseif compiler(>=6.2)
            "6.2"
        #elseif compiler(>=6.1)
            "6.1"
        #else
            "6.0"
        #endif
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
