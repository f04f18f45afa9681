import ArgumentParser
import Foundation
import Results
import Runner

struct Gather: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports the studies and attempts of a results folder into its database.",
        discussion: """
            Importing again changes nothing. With --rebuild the database is made anew from the folder, and the \
            old one replaced only when the new one is whole.

            EXAMPLES
              ablate gather
              ablate gather --rebuild --results /data/ablate
            """)

    @Flag(help: "Make the database anew.")
    var rebuild = false

    @Option(name: .customLong("results"), help: "Folder that the results are kept in.")
    var resultsPath: String = "results"

    func run() throws {
        guard FileManager.default.fileExists(atPath: resultsPath) else {
            throw ExitCode.failure(
                "There is no results folder at '\(resultsPath)'; run a study first, or name its folder with "
                    + "--results.", status: 66)
        }
        let folder = ResultsFolder(resultsPath)
        let manifests = folder.manifests()
        let attempts = folder.attempts()
        let problems = manifests.problems + attempts.problems
        for problem in problems { StandardError.say("\(problem)") }
        do {
            let summary = try gather(folder.url, manifests.values, attempts.values)
            for remark in summary.remarks { StandardError.say("\(remark)") }
            print("\(summary.studies) studies and \(summary.attempts) attempts are in \(folder.url.path).")
        } catch {
            throw ExitCode.failure("\(error)", status: 65)
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
        let summary = try database.gather(manifests: manifests, attempts: attempts)
        try database.close()
        return summary
    }
}
