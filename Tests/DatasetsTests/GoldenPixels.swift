import AblateArchitectures
import AblateDatasets
import AblateRuns
import Foundation

/// Pixels that Pillow made. The format and the scripts are in `Goldens/README.md`.
struct GoldenPixels {
    struct Entry: Decodable {
        let shape: Shape
        let offset: Int
        let kind: String?
        let picture: String?
        let argument: Double?
        let interpolation: Interpolation?
        let crop: Crop?
        let file: String?
        let channels: Int?
    }

    struct Header: Decodable {
        let entries: [Entry]
        /// By number of channels.
        let fill: [String: [UInt8]]?
    }

    let header: Header
    private let bytes: [UInt8]

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Goldens")

    init(_ name: String) throws {
        let data = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).golden"))
        guard let newline = data.firstIndex(of: UInt8(ascii: "\n")) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        header = try JSONDecoder().decode(Header.self, from: data[..<newline])
        bytes = Array(data[(newline + 1)...])
    }

    func image(_ entry: Entry) -> ByteImage {
        ByteImage(
            shape: entry.shape, pixels: Array(bytes[entry.offset..<(entry.offset + entry.shape.count)]))
    }
}

/// How far two images of one shape are from each other.
struct PixelDifference: CustomStringConvertible {
    /// Share of the values that differ by no more than one.
    let near: Double
    let largest: Int

    init(_ one: ByteImage, _ other: ByteImage) {
        let differences = zip(one.pixels, other.pixels).map { abs(Int($0) - Int($1)) }
        near = Double(differences.count { $0 <= 1 }) / Double(max(differences.count, 1))
        largest = differences.max() ?? 0
    }

    var description: String { "\(near * 100) % within one level, at most \(largest)" }
}
