import AblateDatasets
import Foundation
import Testing

/// JPEG files whose data or end marker is missing. What is whole but for the marker is read, what is cut is refused,
/// whatever else is wrong with it.
@Suite struct JPEGEndTests {
    static let names = ImageDecodingTests.names.filter { $0.hasSuffix(".jpg") }

    private static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: ImageDecodingTests.path(name))))
    }

    private static func image(_ bytes: [UInt8]) throws -> ByteImage {
        try EncodedImage(bytes).decoded(channels: 3)
    }

    private static func fault(_ bytes: [UInt8]) -> ImageFault? {
        do throws(ImageFault) {
            _ = try EncodedImage(bytes).decoded(channels: 3)
            return nil
        } catch {
            return error
        }
    }

    /// Where the segments or scans of a marker begin.
    private static func places(of marker: UInt8, in bytes: [UInt8]) -> [Int] {
        bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == marker }
    }

    /// With three stray bytes before the tables: libjpeg's first warning speaks of them, in every decoding.
    private static func withStrayBytes(_ bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        bytes.insert(contentsOf: [1, 2, 3], at: try #require(places(of: 0xDB, in: bytes).first))
        return bytes
    }

    @Test(arguments: names)
    func aFileThatLacksOnlyItsEndMarkerIsRead(_ name: String) throws {
        let whole = try Self.bytes(name)
        #expect(whole.suffix(2) == [0xFF, 0xD9])
        let image = try Self.image(whole)
        #expect(try Self.image(Array(whole.dropLast(2))) == image)
        #expect(try Self.image(Array(whole.dropLast(1))) == image)
        #expect(try Self.image(Self.withStrayBytes(Array(whole.dropLast(2)))) == image)
        #expect(try Self.image(whole + Array("more".utf8)) == image)
    }

    @Test(arguments: names)
    func aFileThatIsCutInItsDataIsRefusedWhateverElseIsWrong(_ name: String) throws {
        let whole = try Self.bytes(name)
        for file in [whole, try Self.withStrayBytes(whole)] {
            #expect(try Self.image(file) == Self.image(whole))
            // The last byte of a scan holds a bit of it at least.
            for count in [file.count - 3, file.count - 10, file.count * 2 / 3, file.count / 2] {
                #expect(Self.fault(Array(file[..<count])) == .truncated, "\(count) of \(file.count) bytes")
            }
        }
    }

    /// Wherever it ends: all scans there are whole, or the data stop in one.
    @Test(arguments: ["colour-422-progressive.jpg"])
    func aProgressiveFileWithoutItsLastScansIsRefused(_ name: String) throws {
        let whole = try Self.bytes(name)
        let scans = Self.places(of: 0xDA, in: whole)
        #expect(scans.count == 10)
        for start in scans.dropFirst() { #expect(Self.fault(Array(whole[..<start])) == .truncated) }
        for count in stride(from: scans[0], to: whole.count - 2, by: 7) {
            #expect(Self.fault(Array(whole[..<count])) == .truncated, "\(count) of \(whole.count) bytes")
        }
    }

    @Test(arguments: ["a scan a component", "two scans"])
    func aFileWithoutTheScanOfAComponentIsRefused(_ name: String) throws {
        let whole = try JPEGSamplingTests.file(name)
        #expect(try Self.image(Array(whole.dropLast(2))) == Self.image(whole))
        for start in Self.places(of: 0xDA, in: whole).dropFirst() {
            #expect(Self.fault(Array(whole[..<start])) == .truncated)
        }
    }

    @Test func aFileThatIsCutAtARestartMarkerIsRefused() throws {
        let whole = try JPEGSamplingTests.file("restart markers")
        #expect(try Self.image(Array(whole.dropLast(2))) == Self.image(whole))
        for marker in 0xD0...0xD7 {
            for start in Self.places(of: UInt8(marker), in: whole) {
                #expect(Self.fault(Array(whole[..<start])) == .truncated)
                #expect(Self.fault(Array(whole[..<(start + 2)])) == .truncated)
            }
        }
    }

    /// As Pillow has it: the end that the file states is believed.
    @Test func aFileThatSaysItEndsEarlyIsRead() throws {
        let whole = try Self.bytes("colour-420.jpg")
        #expect(Self.fault(Array(whole[..<(whole.count * 2 / 3)]) + [0xFF, 0xD9]) == nil)
    }
}
