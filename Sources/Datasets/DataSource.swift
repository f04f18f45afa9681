import AblateRuns
import Foundation

/// A data set of any kind: held in memory, or a folder of image files.
public enum DataSource: Sendable {
    case memory(Dataset)
    case folder(ImageFolder)

    /// Names that ``load(named:directory:onBadImage:)`` knows.
    public static var names: [String] { Dataset.names + [ImageFolder.name] }

    /// - Parameters:
    ///   - directory: where to look; needed for an image folder. When `nil`, the usual places.
    ///   - onBadImage: what to do about bad files of an image folder.
    /// - Throws: a ``DatasetError`` about the name, the place or the contents of the files.
    public static func load(
        named name: String, directory: String? = nil, onBadImage: BadImagePolicy = .fail
    ) throws(DatasetError) -> DataSource {
        guard name == ImageFolder.name else {
            guard Dataset.names.contains(name) else { throw .unknownDataset(name, known: names) }
            return .memory(try Dataset.load(named: name, directory: directory))
        }
        guard let directory else { throw .noFolderGiven }
        return .folder(try ImageFolder(path: directory, onBadImage: onBadImage))
    }

    public var name: String {
        switch self {
        case .memory(let dataset): dataset.name
        case .folder: ImageFolder.name
        }
    }

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

    public var trainImages: Int {
        switch self {
        case .memory(let dataset): dataset.train.count
        case .folder(let folder): folder.train.count
        }
    }

    public var testImages: Int {
        switch self {
        case .memory(let dataset): dataset.test.count
        case .folder(let folder): folder.test.count
        }
    }

    /// As ``Dataset/selection(trainImages:testImages:imageSide:)``.
    ///
    /// - Throws: `imageCount`, `unbalanced`, `heldOut` or `imageSide`.
    public func selection(
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
