import AblateArchitectures
import Foundation

extension Dataset {
    /// Reads a data set that is held in memory.
    ///
    /// - Parameter directory: the only folder looked at, with the one of the data set's name in it. When `nil`: the
    ///   data set's folder in the one named by the environment variable `ABLATE_DATA`, or in `data`; the former
    ///   itself; the folder of the Debian package. The first that has any of the files counts.
    /// - Throws: a ``DatasetError`` about the name, the place or the contents of the files.
    package static func load(named name: String, directory: String? = nil) throws(DatasetError) -> Dataset {
        let formats = DataFormats.all.filter { $0.name != ImageFolder.name }
        guard let format = formats.first(where: { $0.name == name }),
            case .memory(let dataset) = try format.load(from: directory, onBadImage: .fail)
        else { throw .unknownDataset(name, known: formats.map(\.name)) }
        return dataset
    }

    package static func load(
        _ source: IDXFiles, directory: String?, environment: [String: String]
    ) throws(DatasetError) -> Dataset {
        let paths = try find(source, in: source.places(directory, environment))
        let (trainImages, trainLabels, testImages, testLabels) = (paths[0], paths[1], paths[2], paths[3])
        let train = try ImageSet(
            images: trainImages, labels: trainLabels, classes: source.classNames.count)
        let test = try ImageSet(images: testImages, labels: testLabels, classes: source.classNames.count)
        guard train.shape == test.shape else {
            throw .shapeMismatch(
                train: trainImages, trainShape: train.shape, test: testImages, testShape: test.shape)
        }
        return Dataset(name: source.name, classNames: source.classNames, train: train, test: test)
    }

    /// Paths of the four files in the order of `source.files`, all from one folder.
    private static func find(
        _ source: IDXFiles, in places: [String]
    ) throws(DatasetError) -> [String] {
        for place in places {
            let folder = URL(fileURLWithPath: place)
            let paths = source.files.map { name in
                [name + ".gz", name].map { folder.appendingPathComponent($0).path }
                    .first { FileManager.default.fileExists(atPath: $0) }
            }
            let found = paths.compactMap { $0 }
            if found.count == paths.count { return found }
            if found.isEmpty { continue }
            throw .incomplete(
                dataset: source.name, folder: place,
                missing: zip(source.files, paths).filter { $0.1 == nil }.map { $0.0 + ".gz" },
                package: source.package)
        }
        throw .notFound(
            dataset: source.name, places: places, files: source.files.map { $0 + ".gz" },
            package: source.package)
    }
}

extension ImageSet {
    /// Reads two files that belong together.
    fileprivate init(images: String, labels: String, classes: Int) throws(DatasetError) {
        let imageFile = try IDXFile(path: images, rank: 3)
        let labelFile = try IDXFile(path: labels, rank: 1)
        let sizes = imageFile.dimensions
        guard sizes[0] == labelFile.items.count else {
            throw .countMismatch(
                images: images, imageCount: sizes[0], labels: labels, labelCount: labelFile.items.count)
        }
        if let index = labelFile.items.firstIndex(where: { Int($0) >= classes }) {
            throw .labelOutOfRange(
                path: labels, index: index, label: labelFile.items[index], classes: classes)
        }
        self.init(
            shape: Shape(height: sizes[1], width: sizes[2], channels: 1), pixels: imageFile.items,
            labels: labelFile.items)
    }
}
