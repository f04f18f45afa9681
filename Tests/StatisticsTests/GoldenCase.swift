import Foundation
import Testing

/// What SciPy and its like say of one sample: a case of `Goldens/statistics.json` or `designs.json`, which
/// `Goldens/make_statistics.py` and `make_designs.py` write.
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

    /// All cases of a file, in the order of its script.
    static func all(of name: String = "statistics") throws -> [GoldenCase] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/\(name).json")
        return try JSONDecoder().decode(File.self, from: try Data(contentsOf: file)).cases
    }

    /// Whether what was found is what is expected: relative for numbers away from zero, absolute near it.
    func check(_ found: [String: Double]) throws {
        #expect(!expected.isEmpty)
        for (name, expected) in expected {
            let value = try #require(found[name], "\(name)")
            let allowed = tolerance * max(1, abs(expected))
            #expect(abs(value - expected) <= allowed, "\(name): \(value), expected \(expected)")
        }
    }
}
