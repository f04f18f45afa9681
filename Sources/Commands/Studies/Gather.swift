import AblateResults
import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

struct Gather: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports the studies and attempts of a results folder into its database.",
        discussion: """
            Importing again changes nothing, and several may import at once. With --rebuild the database is made \
            anew from the folder, and the old one replaced only when the new one is whole. A database that an \
            older version wrote is brought up to date after a copy was put beside it. What the database holds and the \
            folder does not is named.

            With --from the attempts and studies of another results folder, a colleague's or a server's, are copied \
            into this one first. It is only read, and may be a copy of one that is at work: what is unfinished is left \
            out, or taken in with --unfinished to be gone on with here. An attempt whose number another has here gets \
            the next one; a study that is here under another name keeps ours. Killed or given again, the command takes \
            in what is left.

            An archive of finished attempts, as '\(Program.name) export --what attempts' writes it, is taken in like a \
            folder. One that is damaged or holds anything else is refused, and changes nothing.

            Exit status: 0 gathered, 1 one build gave other bits there than here, 65 something could not be read and \
            was left out, or the archive is refused, 66 there is nothing at the place that --from names.

            EXAMPLES
              \(Program.name) gather
              \(Program.name) gather --rebuild --results /data/ablate
              \(Program.name) gather --from /mnt/colleague/results
              \(Program.name) gather --from quick.tar.xz
            """)

    @Flag(help: "Make the database anew.")
    var rebuild = false

    @Option(
        help: ArgumentHelp(
            "Take in another results folder, or an archive of finished attempts, first.", valueName: "place"))
    var from: String?

    @Flag(help: "With --from: take in attempts that are to be gone on with, too.")
    var unfinished = false

    @OptionGroup var results: ResultsOptions

    func run() throws {
        if unfinished && from == nil { throw ExitCode.usage("--unfinished goes with --from.") }
        let merge = try from.map(takeIn)
        let folder = try results.existingFolder()
        let manifests = folder.manifests()
        let attempts = folder.attempts()
        let problems = manifests.problems + attempts.problems
        for problem in problems { StandardError.say("\(problem)") }
        do {
            let summary = try gather(folder.url, manifests.values, attempts.values)
            for remark in summary.remarks { StandardError.say("\(remark)") }
            let studies = Units.plural(summary.studies, "study", "studies")
            let attempts = Units.plural(summary.attempts, "attempt")
            print("\(studies) and \(attempts) of \(folder.url.path) are in its database.")
        } catch let error as ResultsError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        }
        if merge?.hasFaultyBits == true { throw ExitCode.failure }
        if !problems.isEmpty || merge?.hasUnreadable == true { throw ExitCode(65) }
    }

    private func takeIn(_ path: String) throws -> FolderMerge {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if isThere && !isFolder.boolValue { return try takeInArchive(path) }
        let other = ResultsFolder(path)
        guard ["runs", "studies"].contains(where: { other.url.appendingPathComponent($0).isThere }) else {
            throw ExitCode.failure(
                "'\(path)' is no results folder: it has neither 'runs' nor 'studies'.", status: 66)
        }
        let folder = try results.folder()
        if other.url.resolvingSymlinksInPath() == folder.url.resolvingSymlinksInPath() {
            throw ExitCode.usage("--from names the results folder itself; name another one.")
        }
        return try told(path) { try folder.takeIn(other, includesUnfinished: unfinished, onAttempt: $0) }
    }

    private func takeInArchive(_ path: String) throws -> FolderMerge {
        if unfinished {
            throw ExitCode.usage(
                "--unfinished goes with a results folder, and '\(path)' is a file, which has no unfinished attempts."
            )
        }
        let folder = try results.folder()
        return try told(path) { try folder.takeIn(archive: path, onAttempt: $0) }
    }

    /// Takes in what is at a path, and says what it came to.
    private func told(
        _ path: String, _ takeIn: ((Int, Int) -> Void) throws -> FolderMerge
    ) throws -> FolderMerge {
        let line = ProgressLine()
        do {
            let merge = try takeIn { line.show("gathering: attempt \($0) of \($1)") }
            line.clear()
            for remark in merge.remarks { StandardError.say("\(remark)") }
            print(merge.sentence(of: path))
            return merge
        } catch {
            line.clear()
            throw ExitCode.failure(error)
        }
    }

    private func gather(
        _ folder: URL, _ manifests: [StudyManifest], _ attempts: [AttemptRecord]
    ) throws -> ImportSummary {
        if rebuild {
            return try ResultsDatabase.rebuild(in: folder, manifests: manifests, attempts: attempts)
        }
        let database = try ResultsDatabase(folder: folder)
        if let notice = database.notice { StandardError.say(notice) }
        let summary = try database.gather(manifests: manifests, attempts: attempts)
        try database.close()
        return summary
    }
}

extension FolderMerge {
    fileprivate var hasFaultyBits: Bool {
        remarks.contains {
            if case .otherBits(let repetition, _) = $0 { repetition.mustBeEqual } else { false }
        }
    }

    fileprivate var hasUnreadable: Bool {
        remarks.contains {
            switch $0 {
            case .unreadable, .unreadableEntry: true
            default: false
            }
        }
    }

    fileprivate func sentence(of path: String) -> String {
        var text =
            "\(taken) \(taken == 1 ? "attempt" : "attempts") of \(path) taken in; \(known) "
            + (known == 1 ? "was here already." : "were here already.")
        if unfinished > 0 {
            text +=
                " \(unfinished) unfinished \(unfinished == 1 ? "one was" : "ones were") left out (--unfinished "
                + "takes them in)."
        }
        return text
    }
}

extension URL {
    fileprivate var isThere: Bool { FileManager.default.fileExists(atPath: path) }
}
