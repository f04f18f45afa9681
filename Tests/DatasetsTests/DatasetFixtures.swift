import AblateArchitectures
import AblateDatasets
import AblateRandomness
import CAblateZlib
import Foundation

/// A folder that is gone when the last reference is.
final class TemporaryFolder {
    let path: String

    /// - Parameter path: a new folder of the temporary ones when `nil`.
    init(at path: String? = nil) throws {
        let url =
            path.map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.temporaryDirectory.appendingPathComponent("ablate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        self.path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], as name: String) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
    }
}

/// The bytes of four small files that make a valid data set of ten classes: 40 training and 20 test images.
struct TinyFiles {
    static let shape = Shape(height: 4, width: 3, channels: 1)

    var trainImages = Self.images(40, from: 1)
    var trainLabels = Self.labels(40)
    var testImages = Self.images(20, from: 2)
    var testLabels = Self.labels(20)

    /// Written out here byte by byte, as the format says.
    static func images(_ count: UInt8, from seed: Int, height: UInt8 = 4, width: UInt8 = 3) -> [UInt8] {
        let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, height, 0, 0, 0, width]
        return header + noise(Int(count) * Int(height) * Int(width), seed: seed)
    }

    static func labels(_ count: UInt8) -> [UInt8] {
        [0, 0, 8, 1, 0, 0, 0, count] + (0..<count).map { $0 % 10 }
    }

    func write(to folder: TemporaryFolder, compressed: Bool = true) throws {
        let source = IDXFiles.fashionMNIST
        for (name, bytes) in zip(source.files, [trainImages, trainLabels, testImages, testLabels]) {
            try folder.write(compressed ? gzip(bytes) : bytes, as: compressed ? name + ".gz" : name)
        }
    }
}

func noise(_ count: Int, seed: Int) -> [UInt8] {
    var random = CounterRandom(seed: seed, role: .subset)
    return (0..<count).map { _ in UInt8(random.below(256)) }
}

/// A data set in memory: noise, with labels in turn.
func tinyDataset(train: Int, test: Int, side: Int, channels: Int = 1, classes: Int = 10) -> Dataset {
    func set(_ count: Int, seed: Int) -> ImageSet {
        let shape = Shape(side: side, channels: channels)
        return ImageSet(
            shape: shape, pixels: noise(count * shape.count, seed: seed),
            labels: (0..<count).map { UInt8($0 % classes) })
    }
    return Dataset(
        name: "tiny", classNames: (0..<classes).map { "class \($0)" }, train: set(train, seed: 3),
        test: set(test, seed: 4))
}

extension PreparedData {
    init(_ dataset: Dataset, train: Int? = nil, test: Int? = nil, side: Int) throws {
        try self.init(
            dataset, try dataset.selection(trainImages: train, testImages: test, imageSide: side))
    }
}

/// Packs as the gzip program does.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let started = deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK)
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let space = output.count
    bytes.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(space)
            precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
        }
    }
    output.removeLast(Int(stream.avail_out))
    return output
}
