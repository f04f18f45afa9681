import AblateDatasets
import ArgumentParser

/// Where a study's data are, and what is done about bad files among them. No part of what a run is.
struct DataPlaceOptions: ParsableArguments {
    @Option(
        name: .customLong("data"), help: "Folder of the data set. (default: the usual places)",
        completion: .directory)
    var dataFolder: String?

    @Option(help: "What to do about an image that cannot be decoded: stop, or leave it out and say so.")
    var onBadImage: BadImagePolicy = .fail

    func load(_ name: String) throws(DatasetError) -> DataSource {
        try DataSource.load(named: name, directory: dataFolder, onBadImage: onBadImage)
    }

    /// The same for a process that is started.
    var arguments: [String] {
        (dataFolder.map { ["--data", $0] } ?? [])
            + (onBadImage == .fail ? [] : ["--on-bad-image", onBadImage.rawValue])
    }
}
