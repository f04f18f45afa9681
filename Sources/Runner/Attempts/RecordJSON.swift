import Foundation

/// JSON as the results folder and the training processes write it: keys sorted, and `"nan"`, `"inf"`,
/// `"-inf"` for the numbers that JSON lacks, since a loss may become one of them.
enum RecordJSON {
    /// On one line.
    static func line(_ value: some Encodable) throws -> Data {
        try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value) + Data("\n".utf8)
    }

    /// Indented.
    static func text(_ value: some Encodable) throws -> Data {
        try encoder([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]).encode(value)
            + Data("\n".utf8)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: data)
    }

    /// - Throws: ``RunnerError`` `cannotRead` or `malformed`.
    static func read<Value: Decodable>(_ type: Value.Type, from url: URL) throws -> Value {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw RunnerError.cannotRead(path: url.path, reason: RunnerError.reason(error))
        }
        do {
            return try decode(type, from: data)
        } catch {
            throw RunnerError.malformed(path: url.path, reason: RunnerError.reason(error))
        }
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }
}
