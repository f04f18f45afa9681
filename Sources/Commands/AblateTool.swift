import AblateArchitectures
import AblateDatasets
import AblateKernels
import AblateWords
import ArgumentParser
import Foundation

/// A program that has Ablate's commands for studies of its own.
///
/// ```swift
/// @main struct MyStudies: AblateTool {
///     static let catalogue = Catalogue(studies: [mine])
/// }
/// ```
public protocol AblateTool {
    /// What the program's commands know by name; an error ends the program with its sentence and status 65.
    static var catalogue: Catalogue { get throws }
}

extension AblateTool {
    /// Carries out the command line and ends the process with its exit status.
    public static func main() {
        StandardOutput.guardDescriptors()
        Program.name = URL(fileURLWithPath: CommandLine.arguments.first ?? Program.name).lastPathComponent
        Remedy.wording = Remedy.commandLine
        do {
            let catalogue = try catalogue
            Catalogue.current = catalogue
            DataFormats.added = catalogue.dataFormats
            ArchitectureFamilies.add(catalogue.families)
        } catch {
            StandardError.say("\(error)")
            Foundation.exit(65)
        }
        MemoryShortage.onShortage = { sentence in
            StandardError.say(sentence)
            Foundation.exit(71)
        }
        Foundation.exit(StandardOutput.finish(RootCommand.status()))
    }
}
