import AblateArchitectures
import Foundation

/// Records of labels and 32×32 RGB pixels, red plane first.
package enum CIFARFile {
    static let shape = Shape(side: 32, channels: 3)

    /// Decodes whole files one after the other; any bytes at all may be given. Paths are for messages only.
    ///
    /// - Throws: `recordSize` or `labelOutOfRange`.
    package static func imageSet(
        _ files: [(path: String, bytes: ArraySlice<UInt8>)], labelBytes: Int, classes: Int
    ) throws(DatasetError) -> ImageSet {
        let record = labelBytes + shape.count
        var labels: [UInt8] = []
        var pixels: [UInt8] = []
        pixels.reserveCapacity(files.reduce(0) { $0 + $1.bytes.count })
        for (path, bytes) in files {
            guard !bytes.isEmpty, bytes.count.isMultiple(of: record) else {
                throw .recordSize(path: path, bytes: bytes.count, record: record)
            }
            for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: record) {
                let label = bytes[start + labelBytes - 1]
                guard Int(label) < classes else {
                    throw .labelOutOfRange(
                        path: path, index: (start - bytes.startIndex) / record, label: label, classes: classes
                    )
                }
                labels.append(label)
                let planes = start + labelBytes
                for pixel in 0..<shape.pixels {
                    for channel in 0..<3 { pixels.append(bytes[planes + channel * shape.pixels + pixel]) }
                }
            }
        }
        return ImageSet(shape: shape, pixels: pixels, labels: labels)
    }

    /// Names, a line each; blank lines and a byte-order mark do not count, and UTF-16 is read where the mark says so.
    ///
    /// - Throws: `classNames` unless there are from 1 to 256.
    package static func classNames(
        _ bytes: ArraySlice<UInt8>, path: String
    ) throws(DatasetError) -> [String] {
        let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text =
            (isWide ? String(bytes: bytes, encoding: .utf16) : nil)
            ?? PathBytes.text(bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes)
        let names = text.split(whereSeparator: \.isNewline)
            .map { $0.trimmingPrefix { $0.isWhitespace } }.filter { !$0.isEmpty }.map(String.init)
        guard (1...256).contains(names.count) else { throw .classNames(path: path, found: names.count) }
        return names
    }
}
