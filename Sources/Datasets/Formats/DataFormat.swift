import Foundation

/// A data set that has a name: how it is found and read. All that commands know of a data set they ask here, so that one
/// of a format of your own is run, listed and checked like those that come with Ablate.
///
/// ```swift
/// struct Shapes: DataFormat {
///     let name = "shapes"
///     func load(from directory: String?, onBadImage: BadImagePolicy) throws(DatasetError) -> DataSource { … }
/// }
/// ```
public protocol DataFormat: Sendable {
    /// What `--dataset` takes; part of the identity of every run on it.
    var name: String { get }

    /// Reads the data set.
    ///
    /// - Parameters:
    ///   - directory: what `--data` names, the only folder to look in; `nil` for the usual places.
    ///   - onBadImage: what to do about an image that cannot be decoded.
    /// - Throws: why images cannot be had.
    func load(from directory: String?, onBadImage: BadImagePolicy) throws(DatasetError) -> DataSource

    /// The files that it was or would be read from; empty where there are none. One path that is a folder stands for what
    /// is in it.
    func paths(in directory: String?) -> [String]

    /// Where it can be had; `nil` where no program can fetch it.
    var download: DataDownload? { get }
}

extension DataFormat {
    /// The folder itself, where it is there.
    public func paths(in directory: String?) -> [String] {
        directory.map { FileManager.default.fileExists(atPath: $0) ? [$0] : [] } ?? []
    }

    /// No address.
    public var download: DataDownload? { nil }
}

/// The data sets that the program knows by name.
public enum DataFormats {
    /// Those that come with Ablate.
    public static let builtIn: [any DataFormat] = IDXFiles.all + CIFARFiles.all + [ImageFolderFormat()]

    /// Those of the program's catalogue; set once, before the first command is parsed.
    package nonisolated(unsafe) static var added: [any DataFormat] = []

    /// Every data set that has a name.
    package static var all: [any DataFormat] { builtIn + added }

    /// Their names.
    package static var names: [String] { all.map(\.name) }

    /// The one of that name.
    ///
    /// - Throws: ``DatasetError/unknownDataset(_:known:)``.
    package static func named(_ name: String) throws(DatasetError) -> any DataFormat {
        guard let format = all.first(where: { $0.name == name }) else {
            throw .unknownDataset(name, known: names)
        }
        return format
    }
}

/// Folders of images under the one name that they have in common.
struct ImageFolderFormat: DataFormat {
    let name = ImageFolder.name

    func load(from directory: String?, onBadImage: BadImagePolicy) throws(DatasetError) -> DataSource {
        guard let directory else { throw .noFolderGiven }
        return .folder(try ImageFolder(path: directory, onBadImage: onBadImage))
    }

    func paths(in directory: String?) -> [String] {
        directory.map { FileManager.default.fileExists(atPath: "\($0)/train") ? [$0] : [] } ?? []
    }
}
