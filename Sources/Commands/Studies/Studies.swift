import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

struct Studies: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists recorded studies: what they declare, how far they are, what they take.",
        discussion: """
            A study's name is a label ('\(Program.name) rename' changes it); what it declares is its preset and what was changed \
            of it. Its size is that of the attempts at its runs, which studies share that ask for the same. It only \
            reads.

            EXAMPLES
              \(Program.name) studies
              \(Program.name) studies --format json | jq -r '.[] | select(.missing > 0) | .study'
            """)

    @OptionGroup var output: FormatOption

    @OptionGroup var results: ResultsOptions

    func run() throws {
        let folder = try results.existingFolder()
        let stored = folder.storedStudies()
        var problems = stored.problems.map(\.description)
        var summaries: [StudySummary] = []
        for study in stored.values.sorted(by: { $0.manifest.name < $1.manifest.name }) {
            do {
                summaries.append(try StudySummary(study, in: folder))
            } catch {
                problems.append("'\(study.file.path)' cannot be summed up: \(error)")
            }
        }
        let text = StudiesText(summaries: summaries)
        print(output.text(of: text.table))
        if output.format.isForPeople {
            print("\n" + output.format.sentences(text.sentence(on: folder.url.path), width: output.width))
        }
        for problem in problems { StandardError.say(problem) }
        if !problems.isEmpty { throw ExitCode(65) }
    }
}
