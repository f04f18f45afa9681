import AblateArchitectures
import AblateDatasets
import AblateRuns
import Testing

/// Each operation against Pillow's, called as timm calls it.
@Suite struct ImageOperationTests {
    private static let golden = Result { try GoldenPixels("operations") }
    private static let moving: Set<RandAugment.Operation> = [
        .rotate, .shearX, .shearY, .translateX, .translateY,
    ]

    private func pictures() throws -> [String: ByteImage] {
        let golden = try Self.golden.get()
        let entries = golden.header.entries.filter { $0.kind == "picture" }
        return Dictionary(uniqueKeysWithValues: entries.map { ($0.picture ?? "", golden.image($0)) })
    }

    @Test(arguments: RandAugment.Operation.allCases)
    func operationIsPillows(_ operation: RandAugment.Operation) throws {
        let golden = try Self.golden.get()
        let pictures = try pictures()
        let entries = golden.header.entries.filter { $0.kind == operation.rawValue }
        #expect(entries.count >= 4)
        for entry in entries {
            let source = try #require(entry.picture.flatMap { pictures[$0] })
            let fill = try #require(golden.header.fill?["\(source.shape.channels)"])
            let step = RandAugment.Step(operation, entry.argument ?? 0, entry.interpolation ?? .bicubic)
            let result = source.applying(step, fill: fill)
            let expected = golden.image(entry)
            let difference = PixelDifference(result, expected)
            let place = "\(operation) \(entry.argument ?? 0) of \(entry.picture ?? ""): \(difference)"
            if Self.moving.contains(operation) {
                #expect(difference.near >= 0.99, "\(place)")
            } else {
                #expect(result == expected, "\(place)")
            }
        }
    }

    /// Weights and sums are whole numbers in both, so nothing may differ.
    @Test func resizingIsPillowsToTheBit() throws {
        let golden = try Self.golden.get()
        let pictures = try pictures()
        let entries = golden.header.entries.filter { $0.kind == "resize" }
        #expect(entries.count == 56)
        for entry in entries {
            let source = try #require(entry.picture.flatMap { pictures[$0] })
            let result = source.resized(
                try #require(entry.crop), height: entry.shape.height, width: entry.shape.width,
                interpolation: try #require(entry.interpolation))
            #expect(
                result == golden.image(entry), "\(entry): \(PixelDifference(result, golden.image(entry)))")
        }
    }

    @Test func partOfAResizedImageIsThatPart() throws {
        let source = try #require(try pictures()["large"])
        let crop = Crop(top: 3, left: 5, height: 70, width: 41)
        let whole = source.resized(crop, height: 50, width: 33, interpolation: .bicubic)
        let part = source.resized(
            crop, height: 50, width: 33, interpolation: .bicubic,
            showing: Crop(top: 9, left: 4, height: 20, width: 20))
        #expect(part == whole.window(top: 9, left: 4, side: 20))
    }

    @Test func mirroringTwiceChangesNothing() throws {
        for image in try pictures().values {
            #expect(image.mirrored.mirrored == image)
            if image.shape.width > 10 { #expect(image.mirrored != image) }
        }
    }

    /// timm's magnitude 10 leaves no bit of a posterized image.
    @Test func argumentsAreTimmsForEachMagnitude() {
        typealias R = RandAugment
        func argument(_ operation: R.Operation, _ level: Double, _ sign: Double = 1) -> Double {
            R.argument(of: operation, level: level, sign: sign)
        }
        #expect([0, 0.5, 0.74, 0.75, 0.9, 1].map { argument(.posterize, $0) } == [4, 2, 2, 1, 1, 0])
        #expect([0, 0.5, 0.9, 1].map { argument(.solarize, $0) } == [256, 128, 26, 0])
        #expect([0, 0.5, 0.9, 1].map { argument(.solarizeAdd, $0) } == [0, 55, 99, 110])
        #expect(argument(.rotate, 0.9, -1) == -27)
        #expect(argument(.shearX, 0.9, -1) == -0.27)
        #expect(argument(.translateY, 0.9) == 0.405)
        for operation in [R.Operation.colour, .contrast, .brightness, .sharpness] {
            #expect(argument(operation, 0.9) == 1.81)
            #expect(abs(argument(operation, 0.9, -1) - 0.19) < 1e-12)
            #expect(argument(operation, 1, -1) == 0.1)
        }
        let picture = ByteImage(shape: Shape(side: 4, channels: 3), pixels: noise(48, seed: 1))
        #expect(picture.posterized(bits: 0).pixels.allSatisfy { $0 == 0 })
        #expect(picture.posterized(bits: 8) == picture)
    }
}
