import AblateArchitectures
import AblateDatasets
import Foundation
import Testing

/// Files of every kind against what Pillow decodes from them.
@Suite struct ImageDecodingTests {
    private static let golden = Result { try GoldenPixels("images") }

    static let names: [String] = {
        let folder = GoldenPixels.folder.appendingPathComponent("images").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }()

    static func path(_ name: String) -> String {
        GoldenPixels.folder.appendingPathComponent("images/\(name)").path
    }

    @Test(arguments: names)
    func pixelsArePillows(_ name: String) throws {
        let golden = try Self.golden.get()
        let entries = golden.header.entries.filter { $0.file == name }
        #expect(entries.count == 2)
        let file = try EncodedImage(path: Self.path(name))
        #expect(file.format == (name.hasSuffix(".png") ? .png : .jpeg))
        for entry in entries {
            let image = try file.decoded(channels: try #require(entry.channels))
            let expected = golden.image(entry)
            #expect(try file.size() == (expected.shape.height, expected.shape.width))
            #expect(image == expected, "\(PixelDifference(image, expected))")
        }
    }

    @Test func everyKindIsThere() {
        #expect(Self.names.count == 29)
    }

    @Test(arguments: [2, 4, 8])
    func reducedJPEGIsASmallPictureOfTheWhole(reduction: Int) throws {
        let file = try EncodedImage(path: Self.path("large.jpg"))
        let whole = try file.decoded(channels: 3)
        let reduced = try file.decoded(channels: 3, reduction: reduction)
        #expect(reduced.shape.height == (181 + reduction - 1) / reduction)
        #expect(reduced.shape.width == 240 / reduction)
        // Of the blocks that lie in the image, each pixel is about the mean.
        var difference = 0.0
        let (rows, columns) = (181 / reduction, 240 / reduction)
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = 0
                for y in 0..<reduction {
                    for x in 0..<reduction {
                        let place = (row * reduction + y) * 240 + column * reduction + x
                        sum += Int(whole.pixels[3 * place])
                    }
                }
                let value = Double(reduced.pixels[3 * (row * columns + column)])
                difference += abs(value - Double(sum) / Double(reduction * reduction))
            }
        }
        #expect(difference / Double(rows * columns) < 4)
    }

    @Test(arguments: [1, 3])
    func writtenPNGIsReadBack(channels: Int) throws {
        let shape = Shape(height: 7, width: 13, channels: channels)
        let image = ByteImage(shape: shape, pixels: noise(shape.count, seed: 4))
        let file = try EncodedImage(try image.png())
        #expect(file.format == .png)
        #expect(try file.decoded(channels: channels) == image)
    }

    @Test func badBytesAreNamedForWhatTheyAre() throws {
        func bytes(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.path(name))))
        }
        func fault(_ bytes: [UInt8]) -> ImageFault? {
            #expect(throws: ImageFault.self) { try EncodedImage(bytes).decoded(channels: 3) }
        }
        #expect(fault([]) == .empty)
        #expect(fault(Array("GIF89a".utf8)) == .unknownFormat(start: Array("GIF8".utf8)))
        for name in ["colour-420.jpg", "colour-422-progressive.jpg", "cmyk.jpg", "colour.png", "palette.png"]
        {
            let whole = try bytes(name)
            #expect(fault(Array(whole[..<(whole.count * 2 / 3)])) == .truncated, "\(name)")
        }
        var png = try bytes("colour.png")
        png[60] ^= 1
        guard case .damaged? = fault(png) else {
            Issue.record("Damage to a PNG went unnoticed.")
            return
        }
        var jpeg = try bytes("grey.jpg")
        jpeg.removeSubrange(3..<400)
        guard case .damaged? = fault(jpeg) else {
            Issue.record("A JPEG without tables went unnoticed.")
            return
        }
    }

    /// A header that promises 10,000 × 10,000 pixels, in a file of a few hundred bytes.
    @Test func promisesOfManyPixelsAreNotBelieved() throws {
        let image = ByteImage(shape: Shape(side: 1, channels: 3), pixels: [1, 2, 3])
        func promising(_ height: UInt32, _ width: UInt32) throws -> [UInt8] {
            var file = try image.png()
            for (place, value) in [(16, width), (20, height)] {
                for byte in 0..<4 { file[place + byte] = UInt8(truncatingIfNeeded: value >> (24 - 8 * byte)) }
            }
            let sum = crc(file[12..<29])
            for byte in 0..<4 { file[29 + byte] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * byte)) }
            return file
        }
        func fault(_ bytes: [UInt8]) -> ImageFault? {
            #expect(throws: ImageFault.self) { try EncodedImage(bytes).decoded(channels: 3) }
        }
        #expect(try fault(promising(10_000, 10_000)) == .truncated)
        #expect(try fault(promising(100_000, 100_000)) == .tooLarge(height: 100_000, width: 100_000))
        guard case .damaged? = try fault(promising(0, 10)) else {
            Issue.record("An image without pixels went unnoticed.")
            return
        }
        var jpeg = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.path("grey.jpg"))))
        let frame = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
        // As large as libjpeg-turbo goes.
        for (byte, value) in ([0xFF, 0xDC, 0xFF, 0xDC] as [UInt8]).enumerated() {
            jpeg[frame + 5 + byte] = value
        }
        #expect(fault(jpeg) == .tooLarge(height: 65_500, width: 65_500))
    }

    /// The checksum of PNG chunks (ISO 3309).
    private func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
                value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
            }
        }
    }
}
