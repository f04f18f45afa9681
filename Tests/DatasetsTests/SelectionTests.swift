import AblateArchitectures
import AblateDatasets
import AblateRuns
import Testing

@Suite struct SelectionTests {
    private let dataset = tinyDataset(train: 60, test: 30, side: 28)

    @Test func selectionResolvesWhatIsAsked() throws {
        let all = try dataset.selection(trainImages: nil, testImages: nil, imageSide: 32)
        #expect(
            all
                == DataSelection(
                    dataset: "tiny", sha256: dataset.sha256, trainImages: 60, testImages: 30, imageSide: 32,
                    channels: 1, classes: 10))
        #expect(all.input == Shape(side: 32, channels: 1))
        let some = try dataset.selection(trainImages: 25, testImages: 7, imageSide: 56)
        #expect(some.trainImages == 25)
        #expect(some.testImages == 7)
    }

    @Test func impossibleNumbersAreRefused() {
        func select(_ train: Int?, _ test: Int?, _ side: Int) throws {
            _ = try dataset.selection(trainImages: train, testImages: test, imageSide: side)
        }
        for asked in [-1, 0, 61] {
            #expect(throws: DatasetError.imageCount(part: "training", asked: asked, available: 60)) {
                try select(asked, nil, 32)
            }
        }
        #expect(throws: DatasetError.imageCount(part: "test", asked: 31, available: 30)) {
            try select(nil, 31, 32)
        }
        for side in [-1, 15, 225] {
            #expect(throws: DatasetError.imageSide(side)) { try select(nil, nil, side) }
        }
        #expect(throws: Never.self) {
            try select(nil, nil, 16)
            try select(nil, nil, 224)
        }
    }

    @Test func subsetThatCannotBeBalancedIsRefused() throws {
        let labels: [UInt8] = [0, 0, 0, 0, 0, 1, 1]
        let set = ImageSet(
            shape: Shape(side: 16, channels: 1), pixels: noise(7 * 256, seed: 1), labels: labels)
        let dataset = Dataset(name: "uneven", classNames: ["many", "few"], train: set, test: set)
        #expect(
            throws: DatasetError.unbalanced(
                part: "training", asked: 6, className: "few", needed: 3, available: 2)
        ) { try dataset.selection(trainImages: 6, testImages: nil, imageSide: 16) }
        #expect(throws: Never.self) {
            _ = try dataset.selection(trainImages: 5, testImages: nil, imageSide: 16)
            _ = try dataset.selection(trainImages: nil, testImages: nil, imageSide: 16)
        }
    }

    /// What naming one class for every image gets right: of a whole unequal test set, of a part, of images held out.
    @Test func theMostFrequentTestClassIsCounted() throws {
        let set = ImageSet(
            shape: Shape(side: 16, channels: 1), pixels: noise(7 * 256, seed: 1),
            labels: [0, 0, 1, 1, 1, 1, 1] as [UInt8])
        let uneven = DataSource.memory(
            Dataset(name: "uneven", classNames: ["few", "many"], train: set, test: set))
        func largest(_ source: DataSource, _ test: Int?, heldOut: Bool = false) throws -> Int {
            source.largestTestClass(
                of: try source.selection(
                    trainImages: nil, testImages: test, imageSide: 16, heldOut: heldOut))
        }
        #expect(try largest(uneven, nil) == 5)
        #expect(try largest(uneven, 3) == 2)
        #expect(try largest(uneven, 2, heldOut: true) == 1)
        #expect(try largest(.memory(tinyDataset(train: 60, test: 30, side: 16)), nil) == 3)
        let fixture = try ImageFolderFixture()
        try fixture.add("grey.jpg", as: "val/cat/second.jpg")
        #expect(try largest(.folder(try fixture.load()), nil) == 2)
    }

    @Test(arguments: [1, 9, 10, 25, 59, 60])
    func classesOfASubsetDifferByAtMostOne(count: Int) throws {
        let subset = dataset.subset(of: count, .train)
        #expect(subset.count == count)
        #expect(Set(subset).count == count)
        #expect(subset == subset.sorted())
        var perClass = [Int](repeating: 0, count: 10)
        for index in subset { perClass[Int(dataset.train.labels[Int(index)])] += 1 }
        #expect((perClass.max() ?? 0) - (perClass.min() ?? 0) <= 1)
    }

    @Test func subsetsAreNestedAndNotTheFirstImages() {
        let small = dataset.subset(of: 25, .train)
        #expect(Set(small).isSubset(of: dataset.subset(of: 40, .train)))
        #expect(small != (0..<25).map(Int32.init))
        #expect(dataset.subset(of: 10, .train) != dataset.subset(of: 10, .test))
    }

    @Test func preparedSetsHoldTheChosenImages() throws {
        let data = try PreparedData(dataset, train: 25, test: 7, side: 28)
        #expect(data.train.count == 25)
        #expect(data.test.count == 7)
        #expect(data.train.indices == dataset.subset(of: 25, .train))
        #expect(data.train.labels == data.train.indices.map { Int32(dataset.train.labels[Int($0)]) })
        let batch = try data.train.batch(of: [4])
        let image = Int(data.train.indices[4])
        let pixels = dataset.train.pixels[(image * 784)..<((image + 1) * 784)]
        #expect(batch.images == pixels.map { data.normalisation.table[Int($0)] })
    }

    @Test func selectionOfOtherDataIsRefused() throws {
        var selection = try dataset.selection(trainImages: nil, testImages: nil, imageSide: 32)
        selection.sha256 = "0"
        #expect(
            throws: DatasetError.otherData(
                expected: "tiny with SHA-256 0", found: "tiny with SHA-256 \(dataset.sha256)")
        ) { try PreparedData(dataset, selection) }
        selection.sha256 = dataset.sha256
        selection.classes = 11
        #expect(throws: DatasetError.self) { try PreparedData(dataset, selection) }
        selection.classes = 10
        selection.trainImages = 61
        #expect(throws: DatasetError.imageCount(part: "training", asked: 61, available: 60)) {
            try PreparedData(dataset, selection)
        }
    }

    @Test func normalisationIsOfTheChosenTrainingImages() throws {
        let data = try PreparedData(dataset, train: 25, side: 32)
        let pixels = dataset.subset(of: 25, .train).flatMap { image in
            dataset.train.pixels[(Int(image) * 784)..<((Int(image) + 1) * 784)].map { Double($0) / 255 }
        }
        let mean = pixels.reduce(0, +) / Double(pixels.count)
        let variance = pixels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pixels.count)
        #expect(abs(data.normalisation.means[0] - mean) < 1e-12)
        #expect(abs(data.normalisation.sds[0] - variance.squareRoot()) < 1e-12)
        let table = data.normalisation.table
        #expect(table[0] == Float(-data.normalisation.means[0] / data.normalisation.sds[0]))
        #expect(table[255] == Float((1 - data.normalisation.means[0]) / data.normalisation.sds[0]))
    }

    /// Each channel by its own mean and deviation.
    @Test func coloursAreNormalisedByChannel() throws {
        var pixels: [UInt8] = []
        for index: UInt8 in 0..<128 { pixels += [index % 2, 100 + index % 2 * 20, index % 4] }
        for _ in 0..<2 { pixels += pixels }
        let set = ImageSet(shape: Shape(side: 16, channels: 3), pixels: pixels, labels: [0, 1])
        let dataset = Dataset(name: "bands", classNames: ["a", "b"], train: set, test: set)
        let data = try PreparedData(dataset, side: 16)
        let means = [0.5, 110, 1.5].map { $0 / 255 }
        #expect(data.normalisation.means == means)
        #expect(abs(data.normalisation.sds[1] - 10.0 / 255) < 1e-12)
        #expect(data.normalisation.meanColour == [0, 110, 2])
        let batch = try data.train.batch(of: [0])
        #expect(Array(batch.images.prefix(2)) == [-1, -1])
        #expect(Array(batch.images[3..<5]) == [1, 1])
        for (index, value) in batch.images.enumerated() {
            #expect(data.normalisation.byte(value, channel: index % 3) == pixels[index])
        }
    }

    @Test func equalPixelsCannotBeNormalised() throws {
        let shape = Shape(side: 16, channels: 1)
        let set = ImageSet(shape: shape, pixels: [UInt8](repeating: 7, count: 512), labels: [0, 1])
        let dataset = Dataset(name: "flat", classNames: ["a", "b"], train: set, test: set)
        #expect(throws: DatasetError.constantImages(dataset: "flat")) {
            try PreparedData(dataset, side: 16)
        }
    }

    // MARK: Held-out images

    @Test(arguments: [(nil, nil), (30, 20), (41, 7), (50, 10)] as [(Int?, Int?)])
    func heldOutImagesAreNotTrainedOn(train: Int?, tested: Int?) throws {
        let selection = try dataset.selection(
            trainImages: train, testImages: tested, imageSide: 28, heldOut: true)
        let data = try PreparedData(dataset, selection)
        #expect(data.test.count == tested ?? 10)
        #expect(data.train.count == train ?? 50)
        #expect(Set(data.train.indices).isDisjoint(with: data.test.indices))
        // They are training images, with their own labels and pixels.
        #expect(data.test.labels == data.test.indices.map { Int32(dataset.train.labels[Int($0)]) })
        let image = Int(data.test.indices[3])
        let pixels = dataset.train.pixels[(image * 784)..<((image + 1) * 784)]
        #expect(try data.test.batch(of: [3]).images == pixels.map { data.normalisation.table[Int($0)] })
    }

    @Test func tooManyHeldOutImagesAreRefused() {
        for (train, tested) in [(55, 10), (1, 60), (nil, 60), (nil, 0)] as [(Int?, Int?)] {
            #expect(throws: DatasetError.self) {
                _ = try dataset.selection(
                    trainImages: train, testImages: tested, imageSide: 28, heldOut: true)
            }
        }
    }

    @Test func heldOutImagesArePartOfTheSelection() throws {
        let test = try dataset.selection(trainImages: 50, testImages: 10, imageSide: 28)
        let heldOut = try dataset.selection(
            trainImages: 50, testImages: 10, imageSide: 28, heldOut: true)
        #expect(test.evaluation == nil && heldOut.evaluation == .heldOut)
        #expect(test != heldOut)
    }
}
