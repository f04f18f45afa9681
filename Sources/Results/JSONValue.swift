import Foundation
import GRDB

/// A value as JSON has it, with whole numbers kept whole.
public enum JSONValue: Hashable, Sendable {
    case null
    case truth(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(Int(integer))
        case .double(let real): self = .real(real)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .text(data.base64EncodedString())
        }
    }

    /// The members of an object and of the objects in it by their paths, joined by points. Arrays stay whole.
    var flattened: [String: JSONValue] {
        guard case .object(let members) = self else { return [:] }
        var result: [String: JSONValue] = [:]
        for (name, value) in members {
            if case .object = value {
                for (path, inner) in value.flattened { result["\(name).\(path)"] = inner }
            } else {
                result[name] = value
            }
        }
        return result
    }
}

extension JSONValue: Decodable {
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            let members = try container.allKeys.map { key in
                (key.stringValue, try container.decode(JSONValue.self, forKey: key))
            }
            self = .object(Dictionary(uniqueKeysWithValues: members))
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
            self = .array(elements)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let real = try? container.decode(Double.self) {
            self = .real(real)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
