import Foundation

extension Dataset {
    /// Reads the archive or the unpacked files, from the first of the places that has either.
    ///
    /// - Throws: a ``DatasetError`` about the place or the contents of the files.
    static func load(_ source: CIFARFiles, from places: [String]) throws(DatasetError) -> Dataset {
        for place in places {
            let archive = "\(place)/\(source.archive)"
            if FileManager.default.fileExists(atPath: archive) {
                return try load(source, archive: archive)
            }
            for folder in ["\(place)/\(source.folder)", place] {
                let present = source.files.filter {
                    FileManager.default.fileExists(atPath: "\(folder)/\($0)")
                }
                if present.isEmpty { continue }
                guard present.count == source.files.count else {
                    throw .incomplete(
                        dataset: source.name, folder: folder,
                        missing: source.files.filter { !present.contains($0) }, package: nil)
                }
                return try load(source) { (name) throws(DatasetError) in
                    ("\(folder)/\(name)", try bytes(of: "\(folder)/\(name)")[...])
                }
            }
        }
        throw .notFound(dataset: source.name, places: places, files: [source.archive], package: nil)
    }

    private static func load(_ source: CIFARFiles, archive: String) throws(DatasetError) -> Dataset {
        let packed = try bytes(of: archive)
        guard GzipReader.isGzip(packed) else {
            throw .damagedGzip(path: archive, reason: "it does not begin as gzip data does")
        }
        let tar = try TarArchive(packed: packed, path: archive)
        return try load(source) { (name) throws(DatasetError) in
            guard let contents = try tar.file(name, in: source.folder) else {
                throw .incomplete(dataset: source.name, folder: archive, missing: [name], package: nil)
            }
            return ("\(archive) (\(name))", contents[...])
        }
    }

    private static func load(
        _ source: CIFARFiles,
        file: (String) throws(DatasetError) -> (path: String, bytes: ArraySlice<UInt8>)
    ) throws(DatasetError) -> Dataset {
        let names = try file(source.classNamesFile)
        let classNames = try CIFARFile.classNames(names.bytes, path: names.path)
        func images(_ files: [String]) throws(DatasetError) -> ImageSet {
            var found: [(path: String, bytes: ArraySlice<UInt8>)] = []
            for name in files { found.append(try file(name)) }
            return try CIFARFile.imageSet(
                found, labelBytes: source.labelBytes, classes: classNames.count)
        }
        return Dataset(
            name: source.name, classNames: classNames, train: try images(source.trainFiles),
            test: try images([source.testFile]))
    }

    private static func bytes(of path: String) throws(DatasetError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
    }
}
