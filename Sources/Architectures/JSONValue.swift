import Foundation

/// A value as JSON has it, with whole numbers kept whole.
package enum JSONValue: Hashable, Sendable {
    case null
    case truth(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The members of an object and of the objects in it by their paths, joined by points. Arrays stay whole.
    package var flattened: [String: JSONValue] {
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

extension JSONValue {
    /// What a value is encoded as.
    ///
    /// - Throws: `EncodingError` for a number that JSON cannot write.
    package init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
    }

    /// As people read it: lists in parentheses, `none` for null.
    package var text: String {
        switch self {
        case .null: "none"
        case .truth(let truth): "\(truth)"
        case .integer(let integer): "\(integer)"
        case .real(let real): "\(real)"
        case .text(let text): text
        case .array(let items): "(" + items.map(\.text).joined(separator: ",") + ")"
        case .object(let members): "\(members.count) fields"
        }
    }
}

extension JSONValue: Codable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .truth(let truth): try container.encode(truth)
        case .integer(let integer): try container.encode(integer)
        case .real(let real): try container.encode(real)
        case .text(let text): try container.encode(text)
        case .array(let items): try container.encode(items)
        case .object(let members): try container.encode(members)
        }
    }

    package init(from decoder: any Decoder) throws {
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
