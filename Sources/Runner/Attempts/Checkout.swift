import AblateRuns
import Foundation

/// The git checkout that the program was built in, as git tells it.
///
/// Git is asked without the caller's `GIT_` variables, which may name another repository: a hook that starts a study sets
/// `GIT_DIR`.
package struct Checkout {
    /// The folder with `.git`.
    let root: URL

    /// What can change the program: its manifest, the versions of what it is built on, and its sources. Results, notes
    /// and data that lie beside them cannot, however large they are and however often they change.
    private static let parts = ["Package.swift", "Package.resolved", "Sources", "Experiments"]

    /// Of an untracked file that is longer the length alone is hashed: no source is that long.
    private static let longestSource = 64 << 20

    /// Git answers in milliseconds; on a file system that does not answer nobody waits for it for ever.
    private static let patience = Duration.seconds(60)

    /// - Returns: `nil` when the program lies in no checkout of a package.
    package init?(of program: URL) {
        var folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
        func holds(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
        }
        while !holds(".git") {
            guard folder.path != "/", !folder.path.isEmpty else { return nil }
            folder.deleteLastPathComponent()
        }
        // A program that was copied into another repository is not of that repository's commit.
        guard holds("Package.swift") else { return nil }
        root = folder
    }

    /// The commit, and the SHA-256 of what was changed since in the parts that make the program; `nil` for no change.
    ///
    /// - Throws: ``RunnerError/commitUnknown(path:reason:)``.
    package func state() throws(RunnerError) -> (commit: String, changesSHA256: String?) {
        var line: [UInt8] = []
        try git("rev-parse", "HEAD") { line += $0 }
        let commit = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)

        let hash = SHA256()
        var isChanged = false
        func add(_ bytes: [UInt8]) {
            isChanged = isChanged || !bytes.isEmpty
            hash.update(bytes)
        }
        let places = ["--"] + Self.parts.map { ":(top)\($0)" }
        try git(["diff", "--no-ext-diff", "--no-textconv", "--no-color", "HEAD"] + places, onOutput: add)
        var names: [UInt8] = []
        try git(["ls-files", "--others", "--exclude-standard", "--full-name", "-z"] + places) { names += $0 }
        for name in names.split(separator: 0) {
            add(name + [0])
            addContents(of: Array(root.path.utf8) + [UInt8(ascii: "/")] + name, add)
        }
        return (commit, isChanged ? hash.digest.hexadecimal : nil)
    }

    /// Hands out a file in pieces. One that is no file, or cannot be read, has no contents: a pipe would be waited for.
    private func addContents(of path: [UInt8], _ add: ([UInt8]) -> Void) {
        let descriptor = (path + [0]).withUnsafeBytes {
            open($0.baseAddress!.assumingMemoryBound(to: CChar.self), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        }
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return }
        guard information.st_size <= Self.longestSource else {
            return add(Array("\(information.st_size) bytes".utf8))
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            add(Array(buffer[..<count]))
        }
    }

    private func git(_ arguments: String..., onOutput: ([UInt8]) -> Void) throws(RunnerError) {
        try git(arguments, onOutput: onOutput)
    }

    private func git(_ arguments: [String], onOutput: ([UInt8]) -> Void) throws(RunnerError) {
        func run(errors: ChildProcess.Errors, _ onOutput: ([UInt8]) -> Void) throws -> ChildProcess.Ending {
            try ChildProcess(
                "git", ["--no-optional-locks", "-C", root.path] + arguments, errors: errors,
                environment: { !$0.hasPrefix("GIT_") }
            ).follow(patience: Self.patience, onOutput)
        }
        do {
            let ending = try run(errors: .discarded, onOutput)
            guard ending != .exited(0) else { return }
            // Once more for its words.
            var words: [UInt8] = []
            _ = try run(errors: .output) { words += $0 }
            let lines = String(decoding: words, as: UTF8.self).split(separator: "\n")
            let reason = lines.first { $0.hasPrefix("fatal: ") || $0.hasPrefix("error: ") }
            throw RunnerError.commitUnknown(
                path: root.path, reason: reason.map(String.init) ?? "git \(ending.text)")
        } catch let error as RunnerError {
            if case .cannotStart(_, let reason) = error {
                throw .commitUnknown(path: root.path, reason: "git cannot be started: \(reason)")
            }
            throw error
        } catch {
            throw .commitUnknown(path: root.path, reason: RunnerError.reason(error))
        }
    }
}
