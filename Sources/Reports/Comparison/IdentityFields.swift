import AblateArchitectures
import AblateRuns
import Foundation

/// Canonical JSON as a list of fields under the names that steps use: `block.kernelSize`, `recipe.epochs`.
struct IdentityFields {
    /// Values as text by name.
    let values: [String: String]
    /// Fields of the architecture, in its own order; the family comes first.
    private let architecture: [String]

    /// Nothing is known of the fields beforehand, so that runs of an older or newer version, or of whatever family, can be
    /// compared.
    ///
    /// - Parameter texts: objects by what stands before their fields; `""` for nothing: an identity, an architecture or a
    ///   protocol.
    init(_ texts: [(prefix: String, json: String)]) {
        var values: [String: String] = [:]
        var architecture: [String] = []
        for (prefix, json) in texts {
            guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)),
                case .object(var members) = value
            else { continue }
            let isProtocol = members["recipe"] != nil || members["regime"] != nil
            let network =
                prefix.isEmpty
                ? members.removeValue(forKey: "architecture") ?? (isProtocol ? nil : value) : nil
            if let network {
                // A step says `width`, not `architecture.width`.
                network.collect(into: &values, under: "")
                architecture = Self.order(of: network)
                values["family"] = values["family"] ?? ConvNet.family
            }
            if !prefix.isEmpty || isProtocol {
                JSONValue.object(members).collect(into: &values, under: prefix)
            }
        }
        self.values = values
        self.architecture = architecture
    }

    /// Names of an architecture's fields, in declaration order where this program has its family.
    private static func order(of network: JSONValue) -> [String] {
        let known =
            (try? JSONDecoder().decode(AnyArchitecture.self, from: Data(CanonicalJSON.text(network).utf8)))
            .map { $0.fields.map(\.name) } ?? []
        let others = network.flattened.keys.filter { !known.contains($0) && $0 != "family" }.sorted()
        return ["family"] + known + others
    }

    subscript(name: String) -> String? { values[name] }

    /// Whether a field is one of the architecture's, here or there.
    func isArchitectural(_ name: String, or other: IdentityFields) -> Bool {
        architecture.contains(name) || other.architecture.contains(name)
    }

    /// The fields that differ, those of the architecture first and in its own order; a field that only one side
    /// has is `none` on the other.
    static func changes(from before: IdentityFields, to after: IdentityFields) -> [FieldChange] {
        let order = after.architecture + before.architecture.filter { !after.architecture.contains($0) }
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
            value.collect(into: &values, under: name.isEmpty ? key : "\(name).\(key)")
        }
    }
}
