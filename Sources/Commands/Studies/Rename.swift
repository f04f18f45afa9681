import AblateReports
import AblateResults
import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gives a study another name.",
        discussion: """
            A name is a label: what the study declares, its runs and its results stay as they are, and '\(Program.name) run' with \
            its flags goes on with it under the new name. Reports that were written keep the old one.

            EXAMPLES
              \(Program.name) rename quick-1a2b3c4d longer
              \(Program.name) rename 'quick epochs=6' six
            """)

    @Argument(
        help: "The study's name; '\(Program.name) studies' lists them.", completion: Completion.recorded)
    var study: String

    @Argument(help: "Its new name: letters, digits and ._-=+,@ with a letter or digit first.")
    var newName: String

    @OptionGroup var results: ResultsOptions

    func run() throws {
        let new = StudyName.normalised(newName)
        try StudyOptions.checkName(new, "The new name")
        let folder = try results.existingFolder()
        do {
            // One that cannot be opened is a reason not to begin.
            let file = folder.url.appendingPathComponent(ResultsDatabase.fileName)
            let hasDatabase = FileManager.default.fileExists(atPath: file.path)
            let database = hasDatabase ? try ResultsDatabase(folder: folder.url) : nil
            let old = StudyName.normalised(study)
            try folder.rename(old, to: new) { try database?.register($0) }
            try database?.close()
            print("The study '\(old)' is now called '\(new)'.")
            if let report = oldReport(of: old, in: folder) {
                StandardError.say(
                    "'\(report)' still has the old name; `\(Program.name) report \(new)` writes another.")
            }
        } catch {
            throw ExitCode.failure(error)
        }
    }

    /// A report that was written under the name, if any.
    private func oldReport(of name: String, in folder: ResultsFolder) -> String? {
        let stem = folder.url.appendingPathComponent("reports/\(FileName.of(name))").path
        return ReportFormat.allCases.compactMap(\.fileExtension).map { "\(stem).\($0)" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }
}
