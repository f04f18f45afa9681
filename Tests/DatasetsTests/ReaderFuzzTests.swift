import AblateDatasets
import Foundation
import Testing

/// Real files with every kind of damage: read, or refused with a sentence; never a crash, nor more memory than the
/// file may ask for. `ABLATE_LONG_TESTS=1` makes a million inputs over all readers.
@Suite struct ReaderFuzzTests {
    private static let isLong = ProcessInfo.processInfo.environment["ABLATE_LONG_TESTS"] == "1"

    @Test(arguments: ImageDecodingTests.names)
    func noDamageToAnImageCrashes(_ name: String) throws {
        let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: ImageDecodingTests.path(name))))
        var refused = 0
        let trials = Self.isLong ? 30_000 : 200
        for trial in 0..<trials {
            let bytes = original.damaged(seed: trial)
            do {
                let image = try EncodedImage(bytes)
                let size = try image.size()
                // Damage can make an image of a hundred million pixels of a small one; a few of these are enough.
                if size.height * size.width > 1 << 20, trial % 50 != 0 { continue }
                let reduction = image.format == .jpeg ? [1, 1, 2, 4, 8][trial % 5] : 1
                let decoded = try image.decoded(
                    channels: trial.isMultiple(of: 2) ? 1 : 3, reduction: reduction)
                #expect(decoded.shape.height == (size.height + reduction - 1) / reduction)
                #expect(decoded.shape.width == (size.width + reduction - 1) / reduction)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 0)
        // Every chunk of a PNG has a checksum; a JPEG has none.
        if name.hasSuffix(".jpg") { #expect(refused < trials) }
    }

    @Test func noDamageToAnArchiveCrashes() throws {
        let folder = try TemporaryFolder()
        let original = CIFARTests.archive()
        let plain = GzipReader.inflate(original, atMost: 1 << 24).bytes
        for trial in 0..<(Self.isLong ? 2_000 : 40) {
            let bytes =
                trial.isMultiple(of: 2) ? original.damaged(seed: trial) : gzip(plain.damaged(seed: trial))
            try folder.write(bytes, as: CIFARFiles.cifar10.archive)
            do {
                let dataset = try Dataset.load(named: "cifar-10", directory: folder.path)
                #expect(dataset.test.count == dataset.test.labels.count)
            } catch {
                #expect(error.description.contains(folder.path))
            }
        }
    }

    @Test func noDamageToRecordsCrashes() {
        let original = [UInt8(3)] + noise(3072, seed: 1) + [7] + noise(3072, seed: 2)
        for trial in 0..<(Self.isLong ? 20_000 : 400) {
            let bytes = original.damaged(seed: trial)
            do {
                let set = try CIFARFile.imageSet([("/data/file", bytes[...])], labelBytes: 1, classes: 10)
                #expect(set.pixels.count == set.count * 3072)
            } catch {
                #expect(error.description.contains("/data/file"))
            }
        }
    }

    @Test(arguments: [true, false])
    func noDamageToAnIDXFileCrashes(packed: Bool) {
        let original = packed ? gzip(TinyFiles.images(20, from: 5)) : TinyFiles.images(20, from: 5)
        for trial in 0..<(Self.isLong ? 150_000 : 1_000) {
            do {
                let file = try IDXFile(
                    stored: original.damaged(seed: 100_000 + trial), path: "/data/file", rank: 3)
                #expect(file.items.count == file.dimensions.reduce(1, *))
            } catch {
                #expect(error.description.contains("/data/file"))
            }
        }
    }
}
