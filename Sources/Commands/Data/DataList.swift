import AblateDatasets
import AblateTables
import AblateWords
import ArgumentParser

struct DataList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the data sets: what is found where, how much, and its SHA-256.",
        discussion: """
            Each data set that is there is read. The SHA-256 is the one in a run's identity; for an image folder it \
            covers names and lengths, not contents.

            EXAMPLES
              \(Program.name) data list
              \(Program.name) data list --data ~/imagenette
              \(Program.name) data list --format json | jq '.[] | select(.found) | .name'
            """)

    @Option(
        name: .customLong("data"), help: "The only folder to look in. (default: the usual places)",
        completion: .directory)
    var dataFolder: String?

    @OptionGroup var output: FormatOption

    func run() throws {
        var table = Table(columns: [
            .init("name"), .init("found"), .init("place"), .init("train_images", "train"),
            .init("test_images", "test"), .init("classes"), .init("bytes"), .init("sha256", "SHA-256"),
            .init("problem"),
        ])
        for entry in DataInventory.all(directory: dataFolder) {
            let source = entry.source
            // The folder, unless it is an archive or a folder itself.
            let place =
                entry.paths.count > 1
                ? entry.paths[0].split(separator: "/", omittingEmptySubsequences: false).dropLast()
                    .joined(separator: "/") : entry.paths.first
            table.append([
                .text(entry.name), .truth(!entry.paths.isEmpty), .text(place),
                .integer(source?.trainImages), .integer(source?.testImages),
                .integer(source?.classNames.count), .integer(entry.bytes), .text(source?.sha256),
                .text(entry.problem?.description),
            ])
        }
        print(output.text(of: table))
    }
}
