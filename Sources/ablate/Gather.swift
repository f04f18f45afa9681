import ArgumentParser
import Foundation
import Results
import Runner

struct Gather: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports the studies and attempts of a results folder into its database.",
        discussion: """
            Importing again changes nothing, and several may import at once. With --rebuild the database is made \
            anew from the folder, and the old one replaced only when the new one is whole. A database that an \
            older version wrote is brought up to date after a copy was put beside it.

            EXAMPLES
              ablate gather
              ablate gather --rebuild --results /data/ablate
            """)

    @Flag(help: "Make the database anew.")
    var rebuild = false

    @OptionGroup var results: ResultsOptions

    func run() throws {
        guard FileManager.default.fileExists(atPath: results.path) else {
            throw ExitCode.failure(
                "There is no results folder at '\(results.path)'; run a study first, or name its folder with "
                    + "--results.", status: 66)
        }
        let folder = try results.folder()
        let manifests = folder.manifests()
        let attempts = folder.attempts()
        let problems = manifests.problems + attempts.problems
        for problem in problems { StandardError.say("\(problem)") }
        do {
            let summary = try gather(folder.url, manifests.values, attempts.values)
            for remark in summary.remarks { StandardError.say("\(remark)") }
            let studies = summary.studies == 1 ? "1 study" : "\(summary.studies) studies"
            let attempts = summary.attempts == 1 ? "1 attempt" : "\(summary.attempts) attempts"
            print("\(studies) and \(attempts) of \(folder.url.path) are in its database.")
        } catch let error as ResultsError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        }
        if !problems.isEmpty { throw ExitCode(65) }
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
