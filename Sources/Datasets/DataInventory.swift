import Foundation

/// What is known of one data set on this machine.
public struct DataInventory: Sendable {
    public let name: String
    /// The files it was or would be read from; empty when there are none. For an image folder its path.
    public let paths: [String]
    /// Of these files together; `nil` for an image folder, whose files are not all looked at.
    public let bytes: Int?
    /// `nil` when it is not there or cannot be read.
    public let source: DataSource?
    /// Why it is there and cannot be read.
    public let problem: DatasetError?

    /// Every data set that has a name, and the image folder at `directory` when there is one.
    ///
    /// - Parameter directory: the only folder looked at; the usual places when `nil`.
    public static func all(directory: String? = nil) -> [DataInventory] {
        let environment = ProcessInfo.processInfo.environment
        var found = Dataset.names.map { name in
            of(name, directory: directory, paths: Dataset.paths(of: name, directory, environment))
        }
        if let directory, FileManager.default.fileExists(atPath: "\(directory)/train") {
            found.append(of(ImageFolder.name, directory: directory, paths: [directory]))
        }
        return found
    }

    private static func of(_ name: String, directory: String?, paths: [String]) -> DataInventory {
        let sizes = paths.map { path in
            (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        }
        let bytes = name == ImageFolder.name ? nil : sizes.reduce(0, +)
        guard !paths.isEmpty else {
            return DataInventory(name: name, paths: [], bytes: nil, source: nil, problem: nil)
        }
        do {
            let source = try DataSource.load(named: name, directory: directory, onBadImage: .skip)
            return DataInventory(name: name, paths: paths, bytes: bytes, source: source, problem: nil)
        } catch {
            return DataInventory(name: name, paths: paths, bytes: bytes, source: nil, problem: error)
        }
    }
}

extension Dataset {
    /// The files of a data set in the first of its places that has any.
    fileprivate static func paths(
        of name: String, _ directory: String?, _ environment: [String: String]
    ) -> [String] {
        let idx = DatasetSource.all.first { $0.name == name }
        let cifar = CIFARSource.all.first { $0.name == name }
        let places = DataPlaces.of(
            name, directory: directory, environment: environment, packageFolder: idx?.folder,
            isAlone: idx.map { $0.package != nil } ?? true)
        let candidates =
            (idx?.files ?? []).map { [$0 + ".gz", $0] } + (cifar?.files ?? []).map { [$0] }
        for place in places {
            let archive = cifar.map { "\(place)/\($0.archive)" }
            if let archive, FileManager.default.fileExists(atPath: archive) { return [archive] }
            for folder in [place] + (cifar.map { ["\(place)/\($0.folder)"] } ?? []) {
                let present = candidates.compactMap { names in
                    names.map { "\(folder)/\($0)" }.first(where: FileManager.default.fileExists)
                }
                if !present.isEmpty { return present }
            }
        }
        return []
    }
}
