import AblateDatasets
import AblateRandomness
import Testing

@Suite struct IDXFileTests {
    private func decode(_ bytes: [UInt8], rank: Int) throws -> IDXFile {
        try IDXFile(stored: bytes, path: "/data/file", rank: rank)
    }

    @Test func imagesAreReadPackedAndPlain() throws {
        let bytes = TinyFiles.images(5, from: 1)
        for stored in [bytes, gzip(bytes)] {
            let file = try decode(stored, rank: 3)
            #expect(file.dimensions == [5, 4, 3])
            #expect(file.items == Array(bytes[16...]))
        }
        #expect(IDXFile.header(dimensions: [5, 4, 3]) == Array(bytes[..<16]))
        #expect(IDXFile.header(dimensions: [0x0102_0304]) == [0, 0, 8, 1, 1, 2, 3, 4])
    }

    @Test func everyMistakeInAPlainFileHasItsError() {
        let images = TinyFiles.images(5, from: 1)
        let path = "/data/file"
        func changed(_ index: Int, to value: UInt8) -> [UInt8] {
            var bytes = images
            bytes[index] = value
            return bytes
        }
        let cases: [([UInt8], DatasetError)] = [
            ([], .notIDX(path: path, start: [])),
            (Array("<!DOCTYPE html>".utf8), .notIDX(path: path, start: [60, 33, 68, 79])),
            (changed(1, to: 1), .notIDX(path: path, start: [0, 1, 8, 3])),
            (changed(2, to: 13), .itemType(path: path, found: 13)),
            (TinyFiles.labels(5), .swapped(path: path, expectedDimensions: 3, foundDimensions: 1)),
            (changed(3, to: 4), .dimensions(path: path, expected: 3, found: 4)),
            (Array(images[..<15]), .truncated(path: path, expectedBytes: 16, foundBytes: 15)),
            (images.dropLast(), .truncated(path: path, expectedBytes: 76, foundBytes: 75)),
            (images + [0], .trailingBytes(path: path, expectedBytes: 76)),
            (changed(7, to: 0), .impossibleSize(path: path, dimensions: [0, 4, 3])),
            (changed(4, to: 11), .impossibleSize(path: path, dimensions: [184_549_381, 4, 3])),
            (
                Array(images[..<4]) + [UInt8](repeating: 255, count: 12),
                .impossibleSize(path: path, dimensions: [4_294_967_295, 4_294_967_295, 4_294_967_295])
            ),
        ]
        for (bytes, error) in cases {
            #expect(throws: error) { try decode(bytes, rank: 3) }
        }
        #expect(throws: DatasetError.swapped(path: path, expectedDimensions: 1, foundDimensions: 3)) {
            try decode(images, rank: 1)
        }
    }

    @Test func everyMistakeInAPackedFileHasItsError() {
        let images = TinyFiles.images(5, from: 1)
        let packed = gzip(images)
        let path = "/data/file"
        var wrongChecksum = packed
        wrongChecksum[packed.count - 8] ^= 1
        let cases: [([UInt8], DatasetError)] = [
            (gzip(images.dropLast()), .truncated(path: path, expectedBytes: 76, foundBytes: 75)),
            (gzip(images + [0]), .trailingBytes(path: path, expectedBytes: 76)),
            (packed.dropLast(), .cutGzip(path: path)),
            (Array(packed[..<12]), .cutGzip(path: path)),
            (packed + packed, .trailingBytes(path: path, expectedBytes: 76)),
            (packed + gzip([0]), .trailingBytes(path: path, expectedBytes: 76)),
            (packed + gzip([]).dropLast(), .cutGzip(path: path)),
            (packed + [0x1f, 0x8b], .cutGzip(path: path)),
            (wrongChecksum, .damagedGzip(path: path, reason: "incorrect data check")),
            (gzip([]), .notIDX(path: path, start: [])),
        ]
        for (bytes, error) in cases {
            #expect(throws: error) { try decode(bytes, rank: 3) }
        }
    }

    /// As `gunzip -c` unpacks them.
    @Test func membersOneBehindTheOtherAreOneFile() throws {
        let images = TinyFiles.images(5, from: 1)
        func members(_ pieces: Int) -> [UInt8] {
            let length = (images.count + pieces - 1) / pieces
            return stride(from: 0, to: images.count, by: length).flatMap {
                gzip(Array(images[$0..<min($0 + length, images.count)]))
            }
        }
        let zeros = [UInt8](repeating: 0, count: 700)
        for stored in [
            members(2), members(7), members(images.count), members(3) + gzip([]), gzip([]) + members(2),
            gzip(images) + gzip([]), gzip(images) + zeros, members(2) + gzip([]) + zeros,
            gzip(images) + [0], gzip(images) + Array("not gzip data".utf8), gzip(images) + [0x1f],
        ] {
            #expect(try decode(stored, rank: 3).items == Array(images[16...]))
        }
    }

    /// A header that promises 1 GB, packed in a hundred bytes: the promise alone allocates nothing.
    @Test func memoryGrowsWithWhatAFileHoldsAndNotWithWhatItPromises() {
        let header: [UInt8] = [0, 0, 8, 3, 0, 0, 64, 0, 0, 0, 1, 0, 0, 0, 1, 0]
        for stored in [header, gzip(header)] {
            #expect(
                throws: DatasetError.truncated(
                    path: "/data/file", expectedBytes: 16 + 1 << 30, foundBytes: 16)
            ) { try decode(stored, rank: 3) }
        }
        // A bomb is unpacked no further than one byte beyond what the header allows.
        let bomb = gzip([UInt8](repeating: 0, count: 1 << 22))
        let (bytes, end) = GzipReader.inflate(bomb, atMost: 1000)
        #expect(bytes.count == 1000)
        #expect(end == nil)
    }

    /// Whatever the bytes, a file is read or refused with a sentence.
    @Test(arguments: [true, false])
    func noDamageCrashes(packed: Bool) {
        var accepted = 0
        for (rank, original) in [(3, TinyFiles.images(20, from: 5)), (1, TinyFiles.labels(200))] {
            let valid = packed ? gzip(original) : original
            for trial in 0..<3000 {
                let bytes = valid.damaged(seed: trial)
                do {
                    let file = try IDXFile(stored: bytes, path: "/data/file", rank: rank)
                    accepted += 1
                    #expect(file.dimensions.count == rank)
                    #expect(file.items.count == file.dimensions.reduce(1, *))
                } catch {
                    #expect(error.description.contains("/data/file"))
                    #expect(error.description.hasSuffix("."))
                }
            }
        }
        // Damage to plain pixels cannot be seen; a packed file has a checksum of its contents.
        #expect(packed ? accepted < 300 : accepted > 300)
    }
}

extension Array where Element == UInt8 {
    /// One to three changes of any kind: bits, bytes, cuts, insertions, repetitions.
    func damaged(seed: Int) -> [UInt8] {
        var random = CounterRandom(seed: seed, role: .mix)
        var bytes = self
        for _ in 0...random.below(3) where !bytes.isEmpty {
            // Half of all changes in the first bytes, where the structure is.
            let place = random.below(random.below(2) == 0 ? Swift.min(bytes.count, 24) : bytes.count)
            switch random.below(7) {
            case 0, 1: bytes[place] ^= 1 << UInt8(random.below(8))
            case 2, 3: bytes[place] = UInt8(random.below(256))
            case 4: bytes.removeSubrange(place...)
            case 5: bytes.insert(UInt8(random.below(256)), at: place)
            default: bytes.removeSubrange(place..<Swift.min(bytes.count, place + 1 + random.below(9)))
            }
        }
        return bytes
    }
}
