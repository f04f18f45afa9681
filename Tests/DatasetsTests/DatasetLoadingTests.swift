import AblateDatasets
import Foundation
import Testing

@Suite struct DatasetLoadingTests {
    private func source(folder: String = "/nonexistent") -> IDXFiles {
        var source = IDXFiles.fashionMNIST
        source.folder = folder
        return source
    }

    private func load(_ folder: TemporaryFolder) throws(DatasetError) -> Dataset {
        try Dataset.load(source(), directory: folder.path, environment: [:])
    }

    @Test func filesBecomeImagesAndLabels() throws {
        let folder = try TemporaryFolder()
        let files = TinyFiles()
        try files.write(to: folder)
        let dataset = try Dataset.load(named: "fashion-mnist", directory: folder.path)
        #expect(dataset.name == "fashion-mnist")
        #expect(dataset.classNames.count == 10)
        #expect(dataset.train.shape == TinyFiles.shape)
        #expect(dataset.train.count == 40)
        #expect(dataset.train.pixels == Array(files.trainImages[16...]))
        #expect(dataset.train.labels == Array(files.trainLabels[8...]))
        #expect(dataset.test.count == 20)
        #expect(dataset.test.pixels == Array(files.testImages[16...]))
    }

    /// The value was computed from the bytes of the files by another program (Python's hashlib).
    @Test func hashCoversNameAndContentsButNotCompression() throws {
        let folder = try TemporaryFolder()
        var files = TinyFiles()
        try files.write(to: folder)
        let sha256 = "969f89dd869ec582ab4390fc7b312ba5017a6d25d4436d656eedbd2ba1736c04"
        #expect(try load(folder).sha256 == sha256)

        let plain = try TemporaryFolder()
        try files.write(to: plain, compressed: false)
        #expect(try load(plain).sha256 == sha256)

        files.testImages[20] ^= 1
        let other = try TemporaryFolder()
        try files.write(to: other)
        #expect(try load(other).sha256 != sha256)
    }

    @Test func unknownNameIsAnsweredWithTheKnownOnes() {
        let error = DatasetError.unknownDataset(
            "imagenet", known: ["fashion-mnist", "mnist", "cifar-10", "cifar-100"])
        #expect(throws: error) { try Dataset.load(named: "imagenet") }
        #expect(
            error.description
                == "There is no data set 'imagenet'; known: fashion-mnist, mnist, cifar-10, cifar-100.")
    }

    @Test func givenFolderIsTheOnlyOneLookedAt() throws {
        let full = try TemporaryFolder()
        try TinyFiles().write(to: full)
        let empty = try TemporaryFolder()
        #expect(throws: DatasetError.self) {
            try Dataset.load(
                source(folder: full.path), directory: empty.path, environment: ["ABLATE_DATA": full.path])
        }
    }

    @Test func environmentComesBeforeTheFolderOfThePackage() throws {
        let first = try TemporaryFolder()
        let second = try TemporaryFolder()
        try TinyFiles().write(to: first)
        var others = TinyFiles()
        others.trainImages[16] ^= 1
        try others.write(to: second)
        func sha256(_ environment: [String: String]) throws -> String {
            try Dataset.load(source(folder: second.path), directory: nil, environment: environment).sha256
        }
        let expectedFirst = try load(first).sha256
        let expectedSecond = try load(second).sha256
        #expect(try sha256(["ABLATE_DATA": first.path]) == expectedFirst)
        #expect(try sha256(["ABLATE_DATA": "/nonexistent"]) == expectedSecond)
        #expect(try sha256(["ABLATE_DATA": ""]) == expectedSecond)
        #expect(try sha256([:]) == expectedSecond)
    }

    /// MNIST's files are called as Fashion-MNIST's are: one may not be taken for the other.
    @Test func mnistIsFoundInAFolderOfItsNameAlone() throws {
        let folder = try TemporaryFolder()
        try TinyFiles().write(to: folder)
        func load() throws(DatasetError) -> Dataset {
            try Dataset.load(.mnist, directory: nil, environment: ["ABLATE_DATA": folder.path])
        }
        let error = #expect(throws: DatasetError.self) { try load() }
        #expect(error?.description.contains("put its files in a folder") == true)
        let own = try TemporaryFolder(at: folder.path + "/mnist")
        try TinyFiles().write(to: own)
        let dataset = try load()
        #expect(dataset.name == "mnist")
        #expect(dataset.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    }

    @Test func missingDataNamesAllPlacesAndHowToGetIt() throws {
        let error = #expect(throws: DatasetError.self) {
            try Dataset.load(source(), directory: nil, environment: ["ABLATE_DATA": "/nowhere"])
        }
        let expected = """
            The data set fashion-mnist was not found: looked for train-images-idx3-ubyte.gz, \
            train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz in \
            /nowhere/fashion-mnist and /nowhere and /nonexistent; install the package \
            dataset-fashion-mnist, or put its files in a folder and name that.
            """
        #expect(error?.description == expected)
    }

    @Test func incompleteFolderNamesTheMissingFile() throws {
        let folder = try TemporaryFolder()
        try TinyFiles().write(to: folder)
        try folder.remove("t10k-labels-idx1-ubyte.gz")
        #expect(
            throws: DatasetError.incomplete(
                dataset: "fashion-mnist", folder: folder.path, missing: ["t10k-labels-idx1-ubyte.gz"],
                package: "dataset-fashion-mnist")
        ) { try load(folder) }
    }

    @Test func folderInPlaceOfAFileIsUnreadable() throws {
        let folder = try TemporaryFolder()
        try TinyFiles().write(to: folder)
        let path = folder.path + "/train-images-idx3-ubyte.gz"
        try folder.remove("train-images-idx3-ubyte.gz")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let error = #expect(throws: DatasetError.self) { try load(folder) }
        #expect(error?.description.hasPrefix("\(path) exists but cannot be read") == true)
    }

    @Test func filesThatDoNotBelongTogetherAreRefused() throws {
        func error(_ change: (inout TinyFiles) -> Void) throws -> DatasetError? {
            let folder = try TemporaryFolder()
            var files = TinyFiles()
            change(&files)
            try files.write(to: folder)
            return #expect(throws: DatasetError.self) { try load(folder) }
        }
        guard case .swapped? = try error({ swap(&$0.trainImages, &$0.trainLabels) }) else {
            Issue.record("Swapped images and labels went unnoticed.")
            return
        }
        guard
            case .countMismatch(_, imageCount: 20, _, labelCount: 40)? = try error({
                swap(&$0.trainImages, &$0.testImages)
            })
        else {
            Issue.record("Swapped training and test images went unnoticed.")
            return
        }
        guard
            case .countMismatch(_, imageCount: 20, _, labelCount: 19)? = try error({
                $0.testLabels = TinyFiles.labels(19)
            })
        else {
            Issue.record("An image without a label went unnoticed.")
            return
        }
        guard
            case .labelOutOfRange(_, index: 3, label: 10, classes: 10)? = try error({ $0.testLabels[11] = 10 }
            )
        else {
            Issue.record("A label without a class went unnoticed.")
            return
        }
        guard
            case .shapeMismatch? = try error({
                $0.testImages = TinyFiles.images(20, from: 2, height: 3, width: 4)
            })
        else {
            Issue.record("Two shapes went unnoticed.")
            return
        }
    }

    @Test func damagedFilesNeverCrash() throws {
        let folder = try TemporaryFolder()
        let files = TinyFiles()
        try files.write(to: folder)
        let originals = zip(
            IDXFiles.fashionMNIST.files,
            [files.trainImages, files.trainLabels, files.testImages, files.testLabels])
        for (name, bytes) in originals {
            for trial in 0..<100 {
                let damaged =
                    trial.isMultiple(of: 2)
                    ? gzip(bytes.damaged(seed: trial)) : gzip(bytes).damaged(seed: trial)
                try folder.write(damaged, as: name + ".gz")
                do {
                    let dataset = try load(folder)
                    #expect(dataset.train.pixels.count == dataset.train.count * dataset.train.shape.count)
                } catch {
                    #expect(error.description.contains(folder.path))
                }
            }
            try folder.write(gzip(bytes), as: name + ".gz")
        }
    }
}
