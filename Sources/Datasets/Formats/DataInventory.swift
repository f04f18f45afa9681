import Foundation

/// What is known of one data set on this machine.
package struct DataInventory: Sendable {
    package let name: String
    /// The files it was or would be read from; empty when there are none. For an image folder its path.
    package let paths: [String]
    /// Of these files together; `nil` for an image folder, whose files are not all looked at.
    package let bytes: Int?
    /// `nil` when it is not there or cannot be read.
    package let source: DataSource?
    /// Why it is there and cannot be read.
    package let problem: DatasetError?

    /// Every data set that has a name, and the image folder at `directory` when there is one.
    ///
    /// - Parameter directory: the only folder looked at; the usual places when `nil`.
    package static func all(directory: String? = nil) -> [DataInventory] {
        DataFormats.all.compactMap { format in
            let paths = format.paths(in: directory)
            // A folder of images has no place of its own, where it could be missing.
            if format.name == ImageFolder.name, paths.isEmpty { return nil }
            return of(format, directory: directory, paths: paths)
        }
    }

    private static func of(
        _ format: any DataFormat, directory: String?, paths: [String]
    ) -> DataInventory {
        let files = paths.map { try? FileManager.default.attributesOfItem(atPath: $0) }
        let isFolder = files.contains { $0?[.type] as? FileAttributeType == .typeDirectory }
        let bytes = isFolder ? nil : files.reduce(0) { $0 + ($1?[.size] as? Int ?? 0) }
        guard !paths.isEmpty else {
            return DataInventory(name: format.name, paths: [], bytes: nil, source: nil, problem: nil)
        }
        do {
            let source = try DataSource.load(named: format.name, directory: directory, onBadImage: .skip)
            return DataInventory(
                name: format.name, paths: paths, bytes: bytes, source: source, problem: nil)
        } catch {
            return DataInventory(
                name: format.name, paths: paths, bytes: bytes, source: nil, problem: error)
        }
    }
}
