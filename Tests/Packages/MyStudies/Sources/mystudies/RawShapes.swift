import AblateKit
import Foundation

/// Images as records of a label and 16 × 16 × 3 bytes, in the files `train.raw` and `val.raw` of a folder.
struct RawShapes: DataFormat {
    let name = "raw-shapes"
    private let classNames = ["cross", "disc", "square"]

    func load(from directory: String?, onBadImage: BadImagePolicy) throws(DatasetError) -> DataSource {
        guard let directory else { throw .noFolderGiven }
        return .memory(
            Dataset(
                name: name, classNames: classNames, train: try images("\(directory)/train.raw"),
                test: try images("\(directory)/val.raw")))
    }

    func paths(in directory: String?) -> [String] {
        ["train.raw", "val.raw"].map { "\(directory ?? ".")/\($0)" }
            .filter(FileManager.default.fileExists)
    }

    private func images(_ path: String) throws(DatasetError) -> ImageSet {
        let shape = Shape(side: 16, channels: 3)
        let record = shape.count + 1
        guard let bytes = FileManager.default.contents(atPath: path).map([UInt8].init) else {
            throw .notFound(dataset: name, places: [path], files: ["train.raw", "val.raw"], package: nil)
        }
        guard !bytes.isEmpty, bytes.count % record == 0 else {
            throw .recordSize(path: path, bytes: bytes.count, record: record)
        }
        let records = stride(from: 0, to: bytes.count, by: record).map { bytes[$0..<($0 + record)] }
        let labels = records.map { $0[$0.startIndex] }
        if let index = labels.firstIndex(where: { Int($0) >= classNames.count }) {
            throw .labelOutOfRange(
                path: path, index: index, label: labels[index], classes: classNames.count)
        }
        return ImageSet(shape: shape, pixels: records.flatMap { $0.dropFirst() }, labels: labels)
    }
}
