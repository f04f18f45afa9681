import AblateRuns
import Foundation

/// A data set of any kind: held in memory, or a folder of image files.
public enum DataSource: Sendable {
    case memory(Dataset)
    case folder(ImageFolder)

    /// Reads the data set of that name.
    ///
    /// - Parameters:
    ///   - directory: where to look; needed for an image folder. When `nil`, the usual places.
    ///   - onBadImage: what to do about bad files of an image folder.
    /// - Throws: a ``DatasetError`` about the name, the place or the contents of the files.
    package static func load(
        named name: String, directory: String? = nil, onBadImage: BadImagePolicy = .fail
    ) throws(DatasetError) -> DataSource {
        let source = try DataFormats.named(name).load(from: directory, onBadImage: onBadImage)
        precondition(
            source.name == name, "The data format '\(name)' has read a data set called '\(source.name)'.")
        return source
    }

    /// What `--dataset` takes.
    public var name: String {
        switch self {
        case .memory(let dataset): dataset.name
        case .folder: ImageFolder.name
        }
    }

    /// What the data is, lower-case hexadecimal; a part of every run's identity.
    public var sha256: String {
        switch self {
        case .memory(let dataset): dataset.sha256
        case .folder(let folder): folder.sha256
        }
    }

    /// By label.
    public var classNames: [String] {
        switch self {
        case .memory(let dataset): dataset.classNames
        case .folder(let folder): folder.classNames
        }
    }

    /// Training images that there are.
    public var trainImages: Int {
        switch self {
        case .memory(let dataset): dataset.train.count
        case .folder(let folder): folder.train.count
        }
    }

    /// Test images that there are.
    public var testImages: Int {
        switch self {
        case .memory(let dataset): dataset.test.count
        case .folder(let folder): folder.test.count
        }
    }

    /// As ``Dataset/selection(trainImages:testImages:imageSide:)``.
    ///
    /// - Throws: `imageCount`, `unbalanced`, `heldOut` or `imageSide`.
    package func selection(
        trainImages: Int?, testImages: Int?, imageSide: Int, heldOut: Bool = false
    ) throws(DatasetError) -> DataSelection {
        switch self {
        case .memory(let dataset):
            try dataset.selection(
                trainImages: trainImages, testImages: testImages, imageSide: imageSide, heldOut: heldOut)
        case .folder(let folder):
            try folder.selection(
                trainImages: trainImages, testImages: testImages, imageSide: imageSide, heldOut: heldOut)
        }
    }
}
