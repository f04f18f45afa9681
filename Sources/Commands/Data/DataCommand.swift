import AblateDatasets
import AblateWords
import ArgumentParser

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Shows, checks, fetches and times the data sets that can be trained on.",
        discussion: """
            Data sets are looked for in the folder given with --data; else in the folder of their name in the one \
            that the environment variable ABLATE_DATA names, or in 'data'; else where the system's package puts \
            them. 'image-folder' is any folder of JPEG and PNG files with train/CLASS and val/CLASS in it.

            EXAMPLES
              \(Program.name) data list
              \(Program.name) data fetch cifar-10
              \(Program.name) data check image-folder --data ~/imagenette
              \(Program.name) data show fashion-mnist --augmented -o sheet.png
            """,
        subcommands: [
            DataList.self, DataCheck.self, DataShow.self, DataFetch.self, DataBenchmark.self,
        ])
}

extension BadImagePolicy: ExpressibleByArgument {}

/// Which data set, and where.
struct DataOptions: ParsableArguments {
    @Argument(
        help: "The data set: \(DataFormats.names.joined(separator: ", ")).", completion: Completion.dataSets)
    var name: String

    @Option(
        name: .customLong("data"), help: "Folder of the data set. (default: the usual places)",
        completion: .directory)
    var dataFolder: String?

    @Option(help: "What to do about an image that cannot be decoded: stop, or leave it out and say so.")
    var onBadImage: BadImagePolicy = .fail

    /// - Throws: an exit status after one sentence on standard error: 64 for a name, 66 for missing or damaged data.
    func load(onBadImage policy: BadImagePolicy? = nil) throws -> DataSource {
        do {
            return try DataSource.load(named: name, directory: dataFolder, onBadImage: policy ?? onBadImage)
        } catch {
            throw Self.failure(error)
        }
    }

    static func failure(_ error: DatasetError) -> ExitCode {
        switch error {
        case .unknownDataset, .noFolderGiven, .imageSide, .imageCount, .unbalanced, .batchSize:
            ExitCode.usage("\(error)")
        case .notFound, .notImageFolder, .unreadable: ExitCode.failure("\(error)", status: 66)
        default: ExitCode.failure("\(error)", status: 65)
        }
    }
}
