import Foundation

/// Where CIFAR-10 and CIFAR-100 (Krizhevsky, "Learning multiple layers of features from tiny images", 2009) are, in
/// the binary version as distributed: the archive or what it unpacks to.
package struct CIFARFiles: DataFormat, Hashable {
    package var name: String
    package var archive: String
    /// Folder in the archive.
    package var folder: String
    package var trainFiles: [String]
    package var testFile: String
    /// A name a line, by label.
    package var classNamesFile: String
    /// Bytes before the pixels; the last is the label that is learned.
    package var labelBytes: Int

    package static let all = [cifar10, cifar100]

    package static let cifar10 = CIFARFiles(
        name: "cifar-10", archive: "cifar-10-binary.tar.gz", folder: "cifar-10-batches-bin",
        trainFiles: (1...5).map { "data_batch_\($0).bin" }, testFile: "test_batch.bin",
        classNamesFile: "batches.meta.txt", labelBytes: 1)

    /// The first label byte is the superclass, the second the class.
    package static let cifar100 = CIFARFiles(
        name: "cifar-100", archive: "cifar-100-binary.tar.gz", folder: "cifar-100-binary",
        trainFiles: ["train.bin"], testFile: "test.bin", classNamesFile: "fine_label_names.txt", labelBytes: 2
    )

    package var files: [String] { trainFiles + [testFile, classNamesFile] }
}

extension CIFARFiles {
    private func places(_ directory: String?) -> [String] {
        DataPlaces.of(name, directory: directory, environment: ProcessInfo.processInfo.environment)
    }

    package func load(
        from directory: String?, onBadImage: BadImagePolicy
    ) throws(DatasetError) -> DataSource {
        .memory(try Dataset.load(self, from: places(directory)))
    }

    package func paths(in directory: String?) -> [String] {
        for place in places(directory) {
            let packed = "\(place)/\(archive)"
            if FileManager.default.fileExists(atPath: packed) { return [packed] }
            for folder in [place, "\(place)/\(self.folder)"] {
                let present = files.map { "\(folder)/\($0)" }.filter(FileManager.default.fileExists)
                if !present.isEmpty { return present }
            }
        }
        return []
    }

    package var download: DataDownload? { DataDownload.all.first { $0.name == name } }
}
