import Foundation

/// A file of values that PyTorch made: a line of JSON that names tensors, then their numbers. The format and the
/// scripts are in `Goldens/README.md`.
struct Golden<Header: Decodable> {
    let header: Header
    private let floats: [Float]
    private let places: [String: Place]

    struct Place: Decodable {
        let name: String
        let shape: [Int]
        let offset: Int
    }

    private struct Tensors: Decodable {
        let tensors: [Place]
    }

    init(_ name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Goldens")
        let data = try Data(contentsOf: folder.appendingPathComponent("\(name).golden"))
        guard let newline = data.firstIndex(of: UInt8(ascii: "\n")) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let line = data[..<newline]
        header = try JSONDecoder().decode(Header.self, from: line)
        let tensors = try JSONDecoder().decode(Tensors.self, from: line).tensors
        places = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
        floats = data[(newline + 1)...].withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(
                    bitPattern: UInt32(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
    }

    /// The numbers of a tensor, row-major; `nil` when the file has none of that name.
    func tensor(_ name: String) -> [Float]? {
        places[name].map { Array(floats[$0.offset..<$0.offset + $0.shape.reduce(1, *)]) }
    }

    func shape(_ name: String) -> [Int]? { places[name]?.shape }
}

/// The numbers behind golden weights and images, so that they need not be stored: see `Goldens/generator.py`.
enum Generator {
    private static func mix(_ seed: UInt64) -> UInt64 {
        var z = seed &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    static func word(seed: Int, tensor: Int, element: Int) -> UInt64 {
        mix(mix(mix(UInt64(seed)) &+ UInt64(tensor)) &+ UInt64(element))
    }

    static func values(seed: Int, tensor: Int, count: Int, centre: Float, scale: Float) -> [Float] {
        (0..<count).map { element in
            let unit = Float(word(seed: seed, tensor: tensor, element: element) >> 40) * 0x1p-23 - 1
            return centre + scale * unit
        }
    }

    static func signs(seed: Int, tensor: Int, count: Int) -> [Float] {
        (0..<count).map { word(seed: seed, tensor: tensor, element: $0) >> 63 == 1 ? -1 : 1 }
    }

    static func images(seed: Int, batch: Int = 0, count: Int) -> [Float] {
        values(seed: seed, tensor: 1_000_000 + 2 * batch, count: count, centre: 0, scale: 2)
    }
}

/// The length of `found − expected` over that of `expected`, or over `floor` where that is more.
func relativeError(_ found: [Float], _ expected: [Float], floor: Double = 0) -> Double {
    precondition(found.count == expected.count, "\(found.count) numbers for \(expected.count).")
    var difference = 0.0
    for (a, b) in zip(found, expected) { difference += (Double(a) - Double(b)) * (Double(a) - Double(b)) }
    let denominator = max(length(expected), floor)
    return denominator == 0 ? difference.squareRoot() : difference.squareRoot() / denominator
}

func length(_ values: [Float]) -> Double { values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }
