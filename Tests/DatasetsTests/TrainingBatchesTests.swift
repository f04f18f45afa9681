import AblateDatasets
import AblateRuns
import Testing

@Suite struct TrainingBatchesTests {
    private let dataset = tinyDataset(train: 50, test: 10, side: 28)

    private func batches(
        size: Int = 8, padding: Int = 4, flip: Bool = true, seed: Int = 1, side: Int = 32
    ) throws -> TrainingBatches {
        try TrainingBatches(
            PreparedData(dataset, side: side), batchSize: size,
            augmentation: Augmentation(cropPadding: padding, horizontalFlip: flip), seed: seed)
    }

    private func order(_ batches: TrainingBatches, epoch: Int) throws -> [Int32] {
        try (0..<batches.stepsPerEpoch).flatMap { try batches.batch(epoch: epoch, index: $0).sampleIDs }
    }

    @Test func epochShowsEachImageOnceAndDropsTheIncompleteBatch() throws {
        let batches = try batches()
        #expect(batches.stepsPerEpoch == 6)
        for epoch in 0..<3 {
            let order = try order(batches, epoch: epoch)
            #expect(order.count == 48)
            #expect(Set(order).count == 48)
            #expect(order.allSatisfy { (0..<50).contains($0) })
        }
        let batch = try batches.batch(epoch: 0, index: 5)
        #expect(batch.count == 8)
        #expect(batch.images.count == 8 * 32 * 32)
        #expect(batch.labels == batch.sampleIDs.map { Int32(dataset.train.labels[Int($0)]) })
    }

    @Test func orderDependsOnSeedAndEpochAlone() throws {
        let first = try batches()
        let orders = [
            try order(first, epoch: 0), try order(first, epoch: 1), try order(batches(seed: 2), epoch: 0),
        ]
        #expect(Set(orders).count == 3)
        #expect(try order(batches(padding: 0, flip: false), epoch: 0) == orders[0])
        #expect(try order(batches(size: 12), epoch: 0) == orders[0])
        #expect(try order(first, epoch: 0) == orders[0])
    }

    /// Recorded, and computed by another program: another order or augmentation would change the results of
    /// every study.
    @Test func firstBatchIsTheRecordedOne() throws {
        let batch = try batches(size: 4).batch(epoch: 1, index: 0)
        #expect(batch.sampleIDs == [32, 26, 28, 3])
        let fingerprint = batch.images.enumerated().reduce(0.0) { sum, pixel in
            sum + Double(pixel.element) * Double(pixel.offset % 97)
        }
        #expect(abs(fingerprint + 103461.68178167939) < 1e-6)
    }

    @Test func imageLooksTheSameInAnyBatchSplit() throws {
        func images(_ batches: TrainingBatches) throws -> [Int32: [Float]] {
            var images: [Int32: [Float]] = [:]
            for index in 0..<batches.stepsPerEpoch {
                let batch = try batches.batch(epoch: 3, index: index)
                for (position, sample) in batch.sampleIDs.enumerated() {
                    images[sample] = Array(batch.images[(position * 1024)..<((position + 1) * 1024)])
                }
            }
            return images
        }
        let whole = try images(batches(size: 50))
        #expect(whole.count == 50)
        for size in [1, 7, 25] {
            for (sample, image) in try images(batches(size: size)) { #expect(whole[sample] == image) }
        }
    }

    @Test func augmentationChangesWithEpochSeedAndImage() throws {
        func seen(_ batches: TrainingBatches, epoch: Int) throws -> [Float] {
            let batch = try batches.batch(epoch: epoch, index: 0)
            let position = batch.sampleIDs.firstIndex(of: 7) ?? 0
            return Array(batch.images[(position * 1024)..<((position + 1) * 1024)])
        }
        let first = try batches(size: 50)
        let second = try batches(size: 50, seed: 2)
        let looks = [
            try seen(first, epoch: 0), try seen(first, epoch: 1), try seen(first, epoch: 2),
            try seen(second, epoch: 0),
        ]
        #expect(Set(looks).count == 4)
    }

    /// Every image of an epoch is one of the crops and flips that the definition allows; all occur.
    @Test func cropsAndFlipsAreTheDefinedOnesAndEquallyFrequent() throws {
        let padding = 1
        let batches = try batches(size: 50, padding: padding)
        let data = try PreparedData(dataset, side: 32)
        let table = data.normalisation.table
        /// The image of 28×28 in black, wide enough for any crop.
        func crop(_ sample: Int32, _ top: Int, _ left: Int, _ isFlipped: Bool) -> some Sequence<Float> {
            (0..<1024).lazy.map { pixel in
                let column = isFlipped ? 31 - pixel % 32 : pixel % 32
                let (y, x) = (pixel / 32 + top - 2, column + left - 2)
                guard (0..<28).contains(y), (0..<28).contains(x) else { return table[0] }
                return table[Int(dataset.train.pixels[Int(sample) * 784 + y * 28 + x])]
            }
        }
        var occurrences: [[Int]: Int] = [:]
        for epoch in 0..<40 {
            let batch = try batches.batch(epoch: epoch, index: 0)
            for (position, sample) in batch.sampleIDs.enumerated() where position < 20 {
                let image = batch.images[(position * 1024)..<((position + 1) * 1024)]
                var matches: [[Int]] = []
                for top in -padding...padding {
                    for left in -padding...padding {
                        for isFlipped in [false, true]
                        where image.elementsEqual(crop(sample, top, left, isFlipped)) {
                            matches.append([top, left, isFlipped ? 1 : 0])
                        }
                    }
                }
                #expect(matches.count == 1)
                for match in matches { occurrences[match, default: 0] += 1 }
            }
        }
        // 800 draws of 18 outcomes: 44 each, standard deviation 6.5.
        #expect(occurrences.count == 18)
        #expect(occurrences.values.allSatisfy { abs($0 - 44) < 26 })
    }

    @Test func withoutAugmentationImagesAreCentredAsTheyAre() throws {
        let batches = try batches(size: 50, padding: 0, flip: false)
        let batch = try batches.batch(epoch: 0, index: 0)
        #expect(try batches.images.batch(of: batch.sampleIDs[...]) == batch)
    }

    @Test func flipDoesNotDependOnWhetherImagesAreCropped() throws {
        let flipped = try batches(size: 50, padding: 0).batch(epoch: 0, index: 0)
        let plain = try batches(size: 50, padding: 0, flip: false).batch(epoch: 0, index: 0)
        var count = 0
        for position in 0..<50 {
            let rows = { (batch: Batch) in
                (0..<32).map {
                    Array(batch.images[(position * 1024 + $0 * 32)..<(position * 1024 + $0 * 32 + 32)])
                }
            }
            let isMirrored = rows(flipped) == rows(plain).map { $0.reversed() }
            #expect(isMirrored || rows(flipped) == rows(plain))
            count += isMirrored ? 1 : 0
        }
        #expect((13...37).contains(count))
    }

    /// Channels keep their order when an image is mirrored; a window beyond the image sees black.
    @Test func windowsOfColourImages() throws {
        let dataset = tinyDataset(train: 10, test: 10, side: 16, channels: 3)
        let data = try PreparedData(dataset, side: 16)
        let table = data.normalisation.table
        let image = dataset.train.pixels[..<768].enumerated().map { index, value in
            table[256 * (index % 3) + Int(value)]
        }
        let black = (0..<768).map { table[256 * ($0 % 3)] }
        func seen(_ window: PreparedImages.Window) throws -> [Float] {
            try data.train.batch(of: [0]) { _ in window }.images
        }
        #expect(try seen(.init()) == image)
        let mirrored = (0..<768).map { index in
            let (row, column, channel) = (index / 48, index % 48 / 3, index % 3)
            return image[row * 48 + (15 - column) * 3 + channel]
        }
        #expect(try seen(.init(isFlipped: true)) == mirrored)
        #expect(try seen(.init(top: 16)) == black)
        #expect(try seen(.init(left: -40)) == black)
        #expect(try Array(seen(.init(top: 15, left: 15)).prefix(3)) == Array(image.suffix(3)))
        #expect(try Array(seen(.init(top: -15, left: -15)).suffix(3)) == Array(image.prefix(3)))
    }

    @Test func impossibleSettingsAreRefused() {
        for size in [-1, 0, 51] {
            #expect(throws: DatasetError.batchSize(size, images: 50)) { try batches(size: size) }
        }
        for padding in [-1, 33] {
            #expect(
                throws: DatasetError.augmentation(
                    .outOfRange(
                        path: "augmentation.cropPadding",
                        expected: padding < 0 ? "0 or more" : "from 0 to the image side (32 pixels)",
                        found: "\(padding)"))
            ) {
                try batches(padding: padding)
            }
        }
        #expect(throws: Never.self) { try batches(size: 50, padding: 32) }
    }
}
