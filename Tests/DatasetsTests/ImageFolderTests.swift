import AblateArchitectures
import AblateDatasets
import Foundation
import Testing

@Suite struct ImageFolderTests {
    @Test func foldersAreClassesInTheOrderOfTheirNames() throws {
        let fixture = try ImageFolderFixture()
        try fixture.folder.write([1], as: "train/cat/notes.txt")
        try fixture.folder.write([1], as: "train/cat/.hidden.png")
        try fixture.folder.write([1], as: "train/README")
        try fixture.add("grey.jpg", as: "train/dog/below/c.jpg")
        let folder = try fixture.load()
        #expect(folder.classNames == ["cat", "dog"])
        #expect(folder.train.count == 9)
        #expect(folder.train.labels == [0, 0, 0, 0, 1, 1, 1, 1, 1])
        #expect(folder.train.path(0) == "\(fixture.path)/train/cat/image-0.JPEG")
        #expect(folder.train.path(4) == "\(fixture.path)/train/dog/below/c.jpg")
        #expect(folder.train.path(8) == "\(fixture.path)/train/dog/image-3.png")
        #expect(folder.test.labels == [0, 1])
        #expect(folder.passedOver.remark?.contains("1 file that is not called .jpg, .jpeg or .png (") == true)
        #expect(folder.badImages.isEmpty)
        #expect(folder.testFolder == "val")
        #expect(try ImageFolderFixture(testFolder: "test").load().testFolder == "test")
        #expect(try ImageFolder(path: fixture.path + "/").train.path(0) == folder.train.path(0))
    }

    /// The value was computed by another program (Python's hashlib) from the names and lengths.
    @Test func hashCoversNamesAndLengths() throws {
        let fixture = try ImageFolderFixture()
        let first = try fixture.load().sha256
        #expect(first == "e5753876272a18ff96f32cbd207b8ac0278153de43136c38a63ab6abd1bc77f1")
        #expect(try ImageFolderFixture(testFolder: "test").load().sha256 == first)
        try fixture.add("grey.jpg", as: "val/cat/b.jpg")
        #expect(try fixture.load().sha256 != first)
    }

    @Test func whatIsNoImageFolderIsRefusedWithWhatIsMissing() throws {
        func error(_ change: (ImageFolderFixture) throws -> Void) throws -> DatasetError? {
            let fixture = try ImageFolderFixture()
            try change(fixture)
            let error = #expect(throws: DatasetError.self) { try fixture.load() }
            #expect(error?.description.contains(fixture.path) == true)
            return error
        }
        guard case .notImageFolder(_, missing: ["train"])? = try error({ try $0.folder.remove("train") }),
            case .notImageFolder(_, missing: ["val"])? = try error({ try $0.folder.remove("val") }),
            case .noClasses? = try error({
                try $0.folder.remove("val/cat")
                try $0.folder.remove("val/dog")
            }),
            case .noImages? = try error({
                try $0.folder.remove("val/cat/a.jpg")
                try $0.folder.remove("val/dog/b.png")
            }),
            case .unknownClass(_, known: 2)? = try error({ try $0.add("grey.jpg", as: "val/cow/a.jpg") }),
            case .duplicateClass(_, name: "kitten", other: "cat")? = try error({
                try $0.link("train/kitten", to: "cat")
            }),
            // The same letter, once as one character and once composed of two.
            case .duplicateClass? = try error({
                try $0.add("grey.jpg", as: "train/caf\u{E9}/a.jpg")
                try $0.add("grey.jpg", as: "train/cafe\u{301}/a.jpg")
            })
        else {
            Issue.record("A mistake was called something else.")
            return
        }
    }

    @Test func badEntriesAreRefusedOrLeftOutByPolicy() throws {
        let cases: [(String, (ImageFolderFixture) throws -> Void)] = [
            ("train/cat/empty.png is empty", { try $0.folder.write([], as: "train/cat/empty.png") }),
            (
                "train/cat/gone.jpg cannot be read (No such file or directory)",
                { try $0.link("train/cat/gone.jpg", to: "nowhere") }
            ),
            (
                "train/cat/self.jpg cannot be read (Too many levels of symbolic links)",
                { try $0.link("train/cat/self.jpg", to: "self.jpg") }
            ),
            (
                "train/dog/loop cannot be read (a link leads back to a folder above it)",
                { try $0.link("train/dog/loop", to: "../dog") }
            ),
        ]
        for (sentence, change) in cases {
            let fixture = try ImageFolderFixture()
            let sha256 = try fixture.load().sha256
            try change(fixture)
            let error = #expect(throws: DatasetError.self) { try fixture.load() }
            #expect(error?.description.contains("\(fixture.path)/\(sentence)") == true)
            #expect(error?.description.contains("or leave such images out") == true)
            let folder = try fixture.load(.skip)
            #expect(folder.train.count == 8)
            #expect(folder.badImages.count == 1)
            #expect(folder.badImages[0].description.contains(sentence))
            #expect(folder.sha256 == sha256)
        }
    }

    @Test func linkToAFolderElsewhereIsFollowed() throws {
        let fixture = try ImageFolderFixture()
        try fixture.add("grey.jpg", as: "elsewhere/c.jpg")
        try fixture.link("train/dog/more", to: "../../elsewhere")
        #expect(try fixture.load().train.count == 9)
    }

    @Test(arguments: [1, 3])
    func batchesHoldTheDecodedImages(channels: Int) throws {
        let fixture = try ImageFolderFixture()
        let folder = try fixture.load(channels: channels)
        let selection = try folder.selection(trainImages: nil, testImages: nil, imageSide: 32)
        #expect(selection.dataset == "image-folder")
        #expect(selection.classes == 2)
        #expect(selection.channels == channels)
        let data = try PreparedData(folder, selection)
        let batch = try data.test.batch(of: [0, 1])
        #expect(batch.labels == [0, 1])
        // 45×61: the short side becomes 32, the long one 43, of which the middle is seen.
        let image = try EncodedImage(path: folder.test.path(1)).decoded(channels: channels)
        let small = image.resized(
            Crop(top: 0, left: 0, height: 45, width: 61), height: 32, width: 43, interpolation: .bicubic
        ).window(top: 0, left: 6, side: 32)
        let table = data.normalisation.table
        #expect(
            Array(batch.images[(1024 * channels)...])
                == small.pixels.enumerated().map { table[256 * ($0.offset % channels) + Int($0.element)] })
    }

    /// From 128 pixels on as torchvision does: resize to side / 0.875, then the middle.
    @Test func largeImagesAreSeenAsThePaperTests() throws {
        let fixture = try ImageFolderFixture()
        try fixture.add("large.jpg", as: "val/cat/a.jpg")
        let folder = try fixture.load()
        let data = try PreparedData(
            folder, folder.selection(trainImages: nil, testImages: nil, imageSide: 224))
        let image = try EncodedImage(path: folder.test.path(0)).decoded(channels: 3)
        let large = image.resized(
            Crop(top: 0, left: 0, height: 181, width: 240), height: 256, width: 339, interpolation: .bicubic
        ).window(top: 16, left: 58, side: 224)
        let table = data.normalisation.table
        #expect(
            try data.test.batch(of: [0]).images
                == large.pixels.enumerated().map { table[256 * ($0.offset % 3) + Int($0.element)] })
    }

    @Test func smallImagesArePaddedAsThoseInMemoryAre() throws {
        let fixture = try ImageFolderFixture()
        let shape = Shape(side: 28, channels: 1)
        let image = ByteImage(shape: shape, pixels: noise(784, seed: 3))
        try fixture.folder.write(try image.png(), as: "val/cat/a.png")
        try fixture.folder.remove("val/cat/a.jpg")
        let folder = try fixture.load(channels: 1)
        let data = try PreparedData(
            folder, folder.selection(trainImages: nil, testImages: nil, imageSide: 32))
        let table = data.normalisation.table
        let padded = image.window(top: -2, left: -2, side: 32)
        #expect(try data.test.batch(of: [0]).images == padded.pixels.map { table[Int($0)] })
    }

    @Test func augmentedBatchesAreTheSameInAnySplit() throws {
        let fixture = try ImageFolderFixture()
        let folder = try fixture.load()
        let data = try PreparedData(
            folder, folder.selection(trainImages: nil, testImages: nil, imageSide: 32))
        func images(_ size: Int) throws -> [Int32: ArraySlice<Float>] {
            let batches = try TrainingBatches(
                data, batchSize: size, augmentation: .enhanced.withoutMixing, seed: 3)
            var images: [Int32: ArraySlice<Float>] = [:]
            for index in 0..<batches.stepsPerEpoch {
                let batch = try batches.batch(epoch: 1, index: index)
                for (position, sample) in batch.sampleIDs.enumerated() {
                    images[sample] = batch.images[(position * 3072)..<((position + 1) * 3072)]
                }
            }
            return images
        }
        let whole = try images(8)
        #expect(whole.count == 8)
        for size in [1, 2, 4] { #expect(try images(size) == whole) }
    }

    @Test func badFileStopsABatchOrGivesItsPlaceToTheNext() throws {
        let fixture = try ImageFolderFixture()
        try fixture.folder.write(Array("no image".utf8), as: "train/cat/image-3.PNG")
        func batch(_ policy: BadImagePolicy) throws -> (Batch, [BadImage]) {
            let folder = try fixture.load(policy)
            let data = try PreparedData(
                folder, folder.selection(trainImages: nil, testImages: nil, imageSide: 32))
            let batch = try data.train.batch(of: [2, 3, 4])
            _ = try data.train.batch(of: [3])
            return (batch, data.train.badImages.images)
        }
        let error = #expect(throws: DatasetError.self) { try batch(.fail) }
        #expect(
            error?.description.hasPrefix(
                "\(fixture.path)/train/cat/image-3.PNG should be a JPEG or PNG image") == true)
        let (whole, bad) = try batch(.skip)
        // The next good one is of the other class.
        #expect(whole.labels == [0, 1, 1])
        #expect(whole.images[3072..<6144].elementsEqual(whole.images[6144...]))
        #expect(bad.map(\.path) == ["\(fixture.path)/train/cat/image-3.PNG"])

        for name in ["train/cat", "train/dog"] {
            for file in try FileManager.default.contentsOfDirectory(atPath: "\(fixture.path)/\(name)") {
                try fixture.folder.write([1, 2, 3], as: "\(name)/\(file)")
            }
        }
        #expect(throws: DatasetError.noGoodImages(count: 8)) { try batch(.skip) }
    }

    @Test func subsetsAreBalanced() throws {
        let fixture = try ImageFolderFixture()
        let folder = try fixture.load()
        let selection = try folder.selection(trainImages: 4, testImages: 2, imageSide: 16)
        #expect(try PreparedData(folder, selection).train.labels == [0, 0, 1, 1])
        #expect(throws: DatasetError.imageCount(part: "training", asked: 9, available: 8)) {
            try folder.selection(trainImages: 9, testImages: nil, imageSide: 16)
        }
        try fixture.add("grey.jpg", as: "val/cat/c.jpg")
        let changed = try fixture.load()
        #expect(throws: DatasetError.self) { try PreparedData(changed, selection) }
    }

    @Test func imageFolderNeedsAPlace() throws {
        #expect(throws: DatasetError.noFolderGiven) { try DataSource.load(named: "image-folder") }
        let fixture = try ImageFolderFixture()
        let source = try DataSource.load(named: "image-folder", directory: fixture.path)
        #expect(source.trainImages == 8)
        #expect(source.testImages == 2)
        #expect(source.classNames == ["cat", "dog"])
        #expect(
            throws: DatasetError.unknownDataset(
                "imagenet", known: ["fashion-mnist", "mnist", "cifar-10", "cifar-100", "image-folder"])
        ) { try DataSource.load(named: "imagenet") }
    }
}
