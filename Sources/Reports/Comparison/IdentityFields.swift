import AblateArchitectures
import AblateRuns
import Foundation

/// Canonical JSON as a list of fields under the names that steps use: `block.kernelSize`, `recipe.epochs`.
struct IdentityFields {
    /// Values as text by name.
    let values: [String: String]

    /// Nothing is known of the fields beforehand, so that runs of an older or newer version can be compared.
    ///
    /// - Parameter texts: objects by what stands before their fields; `""` for nothing.
    init(_ texts: [(prefix: String, json: String)]) {
        var values: [String: String] = [:]
        for (prefix, json) in texts {
            guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)) else {
                continue
            }
            value.collect(into: &values, under: prefix)
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    /// The fields that differ, those of the architecture first and in its own order; a field that only one side
    /// has is `none` on the other.
    static func changes(from before: IdentityFields, to after: IdentityFields) -> [FieldChange] {
        let order = ConvNet().fields.map(\.name)
        func place(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }
        return Set(before.values.keys).union(after.values.keys)
            .filter { before[$0] != after[$0] }
            .sorted { (place($0), $0) < (place($1), $1) }
            .map { FieldChange(field: $0, before: before[$0] ?? "none", after: after[$0] ?? "none") }
    }
}

extension JSONValue {
    fileprivate func collect(into values: inout [String: String], under name: String) {
        guard case .object(let object) = self else {
            values[name] = text
            return
        }
        for (key, value) in object {
            // A step says `width`, not `architecture.width`.
            let isArchitecture = name.isEmpty && key == "architecture"
            value.collect(
                into: &values, under: isArchitecture ? "" : name.isEmpty ? key : "\(name).\(key)")
        }
    }
}
