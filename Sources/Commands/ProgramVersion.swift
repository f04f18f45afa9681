import AblateKernels
import AblateRunner
import Foundation

/// What `ablate --version` tells. A program does not know of what it was built; its checkout does, as long as its sources
/// are older than the program.
struct ProgramVersion {
    static let number = "0.1.0"

    /// Of the checkout that the program lies in; `nil` where it lies in none.
    var commit: String?
    /// Whether the checkout differs from its commit.
    var isModified: Bool
    /// Whether a source was changed after the program was built.
    var isStale: Bool
    var programSHA256: String?

    /// Of this program, as git and the file system tell now. Only `--version` asks, for it takes a moment.
    static var current: ProgramVersion {
        let provenance = try? Provenance.gather(threads: 1, instructionSet: InstructionSet.description)
        return ProgramVersion(
            commit: provenance?.gitCommit, isModified: provenance?.gitDiffSHA256 != nil,
            isStale: hasNewerSources(than: Provenance.ownExecutable), programSHA256: provenance?.binarySHA256)
    }

    var text: String {
        let name: String? = commit.map { String($0.prefix(7)) + (isModified ? ", modified" : "") }
        let origin: String =
            switch name {
            case nil: "its commit is not known: the program lies in no checkout that git can read"
            case let name? where isStale: "built before its sources were last changed; they are at \(name)"
            case let name?: name
            }
        return "\(Self.number) (\(origin))" + (programSHA256.map { "\nprogram SHA-256 \($0)" } ?? "")
    }

    private static func hasNewerSources(than program: String) -> Bool {
        // The link to the running program has neither its date nor its place.
        let program = URL(fileURLWithPath: program).resolvingSymlinksInPath()
        guard let built = date(of: program) else { return false }
        var root = program.deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path) {
            if root.path == "/" { return false }
            root.deleteLastPathComponent()
        }
        let files = ["Package.swift", "Package.resolved"].map { root.appendingPathComponent($0) }
        let folders = ["Sources", "Experiments"].map { root.appendingPathComponent($0) }
        let sources = folders.flatMap { folder in
            let found = FileManager.default.enumerator(
                at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
            return (found?.allObjects as? [URL]) ?? []
        }
        return (files + sources).contains { date(of: $0).map { $0 > built } ?? false }
    }

    private static func date(of file: URL) -> Date? {
        try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
    }
}
