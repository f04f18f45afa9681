import AblateDatasets
import AblateRuns
import Foundation
import Testing

/// JPEG files of every legal combination of sampling factors, of several scans and of other colours, against Pillow.
@Suite struct JPEGSamplingTests {
    private struct Header: Decodable {
        struct Entry: Decodable {
            let name: String
            let offset: Int
            let count: Int
            /// Of Pillow's RGB pixels; `nil` where it refuses the file.
            let sha256: String?
        }

        let entries: [Entry]
    }

    /// - Throws: when the golden file cannot be read.
    private static func files() throws -> [(entry: Header.Entry, bytes: [UInt8])] {
        let data = try Data(contentsOf: GoldenPixels.folder.appendingPathComponent("samplings.golden"))
        let end = try #require(data.firstIndex(of: UInt8(ascii: "\n")))
        let bytes = Array(data[(end + 1)...])
        return try JSONDecoder().decode(Header.self, from: data[..<end]).entries.map { entry in
            (entry, Array(bytes[entry.offset..<(entry.offset + entry.count)]))
        }
    }

    /// The bytes of the file of that name.
    ///
    /// - Throws: when the golden file cannot be read or has none of the name.
    static func file(_ name: String) throws -> [UInt8] {
        try #require(try files().first { $0.entry.name == name }).bytes
    }

    @Test func everySamplingThatPillowReadsHasItsPixels() throws {
        var (read, refused) = (0, 0)
        for (entry, bytes) in try Self.files() {
            do {
                let image = try EncodedImage(bytes).decoded(channels: 3)
                #expect(SHA256.digest(of: image.pixels).hexadecimal == entry.sha256, "\(entry.name)")
                read += 1
            } catch {
                #expect(entry.sha256 == nil, "\(entry.name) \(error)")
                refused += 1
            }
        }
        #expect(read == 379)
        // Factors of which one is no multiple of another, and two components.
        #expect(refused == 213)
    }

    @Test(arguments: [2, 4, 8])
    func everySamplingIsReducedToTheSameSize(reduction: Int) throws {
        for (entry, bytes) in try Self.files() where entry.sha256 != nil {
            let image = try EncodedImage(bytes).decoded(channels: 3, reduction: reduction)
            #expect(image.shape.height == (37 + reduction - 1) / reduction, "\(entry.name)")
            #expect(image.shape.width == (35 + reduction - 1) / reduction, "\(entry.name)")
        }
    }

    @Test func whatCannotBeReadSaysWhy() throws {
        func fault(_ name: String) throws -> ImageFault? {
            let bytes = try Self.file(name)
            return #expect(throws: ImageFault.self) { try EncodedImage(bytes).decoded(channels: 3) }
        }
        #expect(try fault("two components") == .damaged(reason: "2 colour components instead of 1, 3 or 4"))
        #expect(
            try fault("3x1,2x1,1x1") == .damaged(reason: "Fractional sampling not implemented yet"))
    }
}
