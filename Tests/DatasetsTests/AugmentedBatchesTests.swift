import AblateDatasets
import AblateRuns
import Foundation
import Testing

@Suite struct AugmentedBatchesTests {
    private let dataset = tinyDataset(train: 24, test: 6, side: 32, channels: 3)

    private func batches(
        size: Int = 6, _ augmentation: Augmentation, seed: Int = 1
    ) throws -> TrainingBatches {
        try TrainingBatches(
            PreparedData(dataset, side: 32), batchSize: size, augmentation: augmentation, seed: seed)
    }

    private func images(_ batches: TrainingBatches, epoch: Int = 2) throws -> [Int32: [Float]] {
        var images: [Int32: [Float]] = [:]
        for index in 0..<batches.stepsPerEpoch {
            let batch = try batches.batch(epoch: epoch, index: index)
            for (position, sample) in batch.sampleIDs.enumerated() {
                images[sample] = Array(batch.images[(position * 3072)..<((position + 1) * 3072)])
            }
        }
        return images
    }

    @Test func sampleLooksTheSameInAnyBatchSplit() throws {
        let whole = try images(batches(size: 24, .enhanced.withoutMixing))
        #expect(whole.count == 24)
        for size in [1, 5, 12] {
            for (sample, image) in try images(batches(size: size, .enhanced.withoutMixing)) {
                #expect(whole[sample] == image)
            }
        }
    }

    @Test func batchIsTheSameFromAnyStartAndThread() throws {
        let batches = try batches(.enhanced)
        let straight = try (0..<4).map { try batches.batch(epoch: 1, index: $0) }
        let again = try self.batches(.enhanced)
        for start in 0..<4 {
            let prefetcher = BatchPrefetcher(again, epoch: 1, from: start)
            for expected in straight[start...] { #expect(try prefetcher.next() == expected) }
        }
    }

    /// Each part has draws of its own: switching one off leaves the others as they were.
    @Test func partsDoNotDependOnEachOther() throws {
        var fewer = Augmentation.enhanced.withoutMixing
        fewer.randomErasing = nil
        let erased = try images(batches(.enhanced.withoutMixing))
        let whole = try images(batches(fewer))
        for (sample, image) in whole {
            let other = try #require(erased[sample])
            let changed = zip(image, other).count { $0 != $1 }
            #expect(changed < 3072 / 2)
        }
        #expect(erased.contains { whole[$0.key] != $0.value })

        let flip = Augmentation(horizontalFlip: true)
        var augmented = flip
        augmented.randAugment = RandAugment()
        augmented.randAugment?.probability = 0
        #expect(try images(batches(flip)) == images(batches(augmented)))
        // The same with a crop of the padded image, which the two make in different ways.
        var cropped = Augmentation(cropPadding: 4, horizontalFlip: true)
        let plain = try images(batches(cropped))
        cropped.randAugment = augmented.randAugment
        #expect(try images(batches(cropped)) == plain)
    }

    @Test func everyPartChangesSomethingAndFollowsEpochAndSeed() throws {
        let plain = try images(batches(Augmentation(horizontalFlip: false)))
        var crop = Augmentation(horizontalFlip: false)
        crop.randomResizedCrop = RandomResizedCrop()
        var operations = Augmentation(horizontalFlip: false)
        operations.randAugment = RandAugment()
        var erasing = Augmentation(horizontalFlip: false)
        erasing.randomErasing = RandomErasing()
        for augmentation in [crop, operations, erasing] {
            let one = try images(batches(augmentation))
            #expect(one != plain)
            #expect(try images(batches(augmentation), epoch: 3) != one)
            #expect(try images(batches(augmentation, seed: 2)) != one)
        }
    }

    @Test func mixedBatchIsTheUnmixedOneAndItsReverse() throws {
        var (blends, pastes) = (0, 0)
        for epoch in 1...20 {
            let unmixed = try batches(.enhanced.withoutMixing).batch(epoch: epoch, index: 1)
            let batch = try batches(.enhanced).batch(epoch: epoch, index: 1)
            #expect(batch.sampleIDs == unmixed.sampleIDs)
            #expect(batch.labels == unmixed.labels)
            let share = Float(batch.ownShare)
            var own = 0
            var isPaste = true
            for position in 0..<6 {
                for index in 0..<3072 {
                    let mine = unmixed.images[position * 3072 + index]
                    let partners = unmixed.images[(5 - position) * 3072 + index]
                    let value = batch.images[position * 3072 + index]
                    if value == mine { own += 1 }
                    if value != mine && value != partners { isPaste = false }
                    let blend = share * mine + (1 - share) * partners
                    #expect(value == mine || value == partners || abs(value - blend) < 1e-5)
                }
            }
            if isPaste {
                pastes += 1
                #expect(Double(own) / (6 * 3072) >= batch.ownShare)
            } else {
                blends += 1
            }
        }
        #expect(blends >= 4 && pastes >= 4)
    }

    @Test func targetsAreMixedAsTheImagesAre() {
        var batch = Batch(images: [], labels: [0, 2, 1], sampleIDs: [0, 1, 2])
        let off = Float(0.1 / 4)
        let on = Float(1 - 0.1 + 0.1 / 4)
        #expect(
            batch.targets(classes: 4, smoothing: 0.1) == [
                on, off, off, off, off, off, on, off, off, on, off, off,
            ])
        batch.ownShare = 0.75
        let targets = batch.targets(classes: 4, smoothing: 0)
        #expect(targets == [0.75, 0.25, 0, 0, 0, 0, 1, 0, 0.25, 0.75, 0, 0])
    }

    /// Runs recorded before these parts existed keep their identity.
    @Test func partsThatAreOffLeaveTheCodedFormAsItWas() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let plain = try encoder.encode(Augmentation(cropPadding: 2, horizontalFlip: true))
        #expect(String(decoding: plain, as: UTF8.self) == #"{"cropPadding":2,"horizontalFlip":true}"#)
        let full = try encoder.encode(Augmentation.enhanced)
        #expect(
            String(decoding: full, as: UTF8.self) == """
                {"cropPadding":0,"horizontalFlip":true,"mixing":{"cutMixAlpha":1,"mixupAlpha":0.8,\
                "probability":1,"switchProbability":0.5},"randAugment":{"interpolation":"bicubic","layers":2,\
                "magnitude":9,"magnitudeSD":0.5,"probability":0.5},"randomErasing":{"probability":0.25,\
                "ratio":[0.3,3.3333333333333335],"scale":[0.02,0.3333333333333333]},"randomResizedCrop":\
                {"interpolation":"bicubic","ratio":[0.75,1.3333333333333333],"scale":[0.08,1]}}
                """)
        for data in [plain, full] {
            let decoded = try JSONDecoder().decode(Augmentation.self, from: data)
            #expect(try encoder.encode(decoded) == data)
        }
    }

    @Test func impossibleSettingsAreRefusedByName() throws {
        let cases: [((inout Augmentation) -> Void, String)] = [
            ({ $0.cropPadding = 4 }, "cropPadding must be 0 beside a random resized crop"),
            (
                { $0.randomResizedCrop?.scale = 0...1 },
                "randomResizedCrop.scale must be two ascending shares above 0"
            ),
            (
                { $0.randomResizedCrop?.ratio = 0...1 },
                "randomResizedCrop.ratio must be two ascending numbers above 0"
            ),
            ({ $0.randAugment?.layers = -1 }, "randAugment.layers must be from 0"),
            ({ $0.randAugment?.magnitude = 11 }, "randAugment.magnitude must be from 0 to 10"),
            ({ $0.randAugment?.magnitudeSD = .nan }, "randAugment.magnitudeSD must be 0 or more"),
            ({ $0.randAugment?.probability = 2 }, "randAugment.probability must be from 0 to 1"),
            ({ $0.randomErasing?.probability = -0.1 }, "randomErasing.probability must be from 0 to 1"),
            (
                { $0.randomErasing?.scale = 0.1...2 },
                "randomErasing.scale must be two ascending shares above 0"
            ),
            (
                { $0.randomErasing?.ratio = 0...1 },
                "randomErasing.ratio must be two ascending numbers above 0"
            ),
            ({ $0.mixing?.mixupAlpha = -1 }, "mixing.mixupAlpha must be 0 or more"),
            ({ $0.mixing?.cutMixAlpha = .infinity }, "mixing.cutMixAlpha must be 0 or more"),
            ({ $0.mixing?.switchProbability = 1.5 }, "mixing.switchProbability must be from 0 to 1"),
        ]
        for (change, sentence) in cases {
            var augmentation = Augmentation.enhanced
            change(&augmentation)
            let error = #expect(throws: DatasetError.self) { try batches(augmentation) }
            #expect(error?.description.contains(sentence) == true, "\(sentence)")
        }
    }
}
