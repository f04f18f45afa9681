import Foundation
import Testing

/// What SciPy and its like say of one sample: a case of `Goldens/statistics.json`, which
/// `Goldens/make_statistics.py` writes.
struct GoldenCase: Decodable, Sendable, CustomTestStringConvertible {
    let quantity: String
    let samples: [[Double]]
    let options: [String: Double]
    let expected: [String: Double]
    let tolerance: Double

    var testDescription: String { "\(quantity) of \(samples.map(\.count))" }

    private struct File: Decodable {
        let cases: [GoldenCase]
    }

    /// All cases, in the order of the script.
    static func all() throws -> [GoldenCase] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/statistics.json")
        return try JSONDecoder().decode(File.self, from: try Data(contentsOf: file)).cases
    }
}
