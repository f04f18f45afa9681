import AblateArchitectures
import AblateWords
import Foundation

/// A recipe's fields by their paths in its coded form: `learningRate`, `augmentation.randomErasing.probability`.
/// A part that a recipe does without is one field with the value `none`.
extension Recipe {
    package struct Field: Hashable, Sendable {
        package let path: String
        package let value: JSONValue
    }

    /// In the order of the coded form with its keys sorted; parts stand after plain fields.
    package var fields: [Field] {
        let own = Self.coded(self).flattened
        let missing = Self.parts.filter { part in
            !own.keys.contains { $0 == part || $0.hasPrefix(part + ".") }
        }
        return
            (own.map { Field(path: $0.key, value: $0.value) } + missing.map { Field(path: $0, value: .null) })
            .sorted { ($0.path.count(of: "."), $0.path) < ($1.path.count(of: "."), $1.path) }
    }

    /// The value of a field; null of a part that the recipe does without.
    package func value(_ path: String) -> JSONValue { Self.coded(self).member(path) ?? .null }

    /// Sets one field, given as text.
    ///
    /// A part is taken away by `none` and added with its defaults by `default`, or by any of its fields. Lists and
    /// ranges are numbers separated by commas. Another optimizer begins with its own usual settings.
    ///
    /// - Throws: ``RecipeError`` for a path that is unknown, a text that is no value of that field, and a setting of
    ///   another optimizer that would not be kept.
    package mutating func set(_ path: String, to text: String) throws(RecipeError) {
        guard let field = Self.field(path) else { throw Self.unknown(path, text) }
        var changed = Self.coded(self)
        if let standard = field.standard, text == "none" || text == "default" {
            changed.set(path, text == "none" ? nil : standard)
        } else {
            if text == "none" { throw .needed(path: path) }
            guard let value = field.value(text) else {
                throw .malformed(path: path, expected: field.expected, found: text)
            }
            let part = Self.parts.first { path.hasPrefix($0 + ".") }
            if let part, changed.member(part) == nil { changed.set(part, Self.field(part)?.standard) }
            if path == "optimizer" { settle(&changed, for: text) }
            if part == nil, changed.member(path) == nil, field.standard == nil {
                throw .withoutEffect(path: path, reason: reasonWithoutEffect(path) ?? "without effect")
            }
            changed.set(path, value)
        }
        do {
            self = try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(changed))
        } catch {
            throw .malformed(path: path, expected: field.expected, found: text)
        }
    }

    /// Gives the coded form the usual settings of another optimizer, but for what was recorded for it.
    private func settle(_ coded: inout JSONValue, for name: String) {
        guard let kind = Optimizer.Kind(rawValue: name), kind != optimizer.kind else { return }
        let own = optimizer.rule.values
        for (name, value) in kind.rule.standardValues where own[name] != nil || coded.member(name) == nil {
            coded.set(name, .real(value))
        }
    }

    private static func unknown(_ path: String, _ text: String) -> RecipeError {
        if table.contains(where: { $0.path.hasPrefix(path + ".") }) {
            return text == "none"
                ? .needed(path: path) : .malformed(path: path, expected: "set by its fields", found: text)
        }
        let nearest = NearestNames.of(path, among: table.map(\.path).sorted(), atMost: 2)
        return .unknownField(path, nearest: nearest.map { "'\($0)'" })
    }

    /// What makes this recipe of another, as arguments of ``set(_:to:)``: `FIELD=VALUE` for every field that differs,
    /// with its value and never `default`, which another version may mean something else by.
    package func changes(from other: Recipe) -> [String] {
        var base = other
        var changes: [String] = []
        // Before its settings, of which the usual ones come with it.
        if base.optimizer.kind != optimizer.kind {
            let name = optimizer.kind.rawValue
            changes.append("optimizer=\(name)")
            do { try base.set("optimizer", to: name) } catch { preconditionFailure("\(error)") }
        }
        let before = Dictionary(uniqueKeysWithValues: base.fields.map { ($0.path, $0.value) })
        return changes
            + fields.filter { before[$0.path] != $0.value }
            .sorted { $0.path < $1.path }.map { "\($0.path)=\($0.value.argument)" }
    }

    /// The fields in which this recipe differs from `other`, as `recipe.FIELD`; a part that one of them does without is
    /// one field with the value `none`.
    package func fieldChanges(from other: Recipe) -> [FieldChange] {
        guard self != other else { return [] }
        // Settings that the other's optimizer does not know come and go with it.
        let settings = Set(optimizer.rule.values.keys).symmetricDifference(other.optimizer.rule.values.keys)
        let ours = fields.filter { !settings.contains($0.path) }
        let theirs = other.fields.filter { !settings.contains($0.path) }
        func text(of path: String, in fields: [Field]) -> String {
            if let field = fields.first(where: { $0.path == path }) { return field.value.text }
            return fields.contains { $0.path.hasPrefix(path + ".") } ? "as it comes" : "none"
        }
        let paths = Set((ours + theirs).map(\.path)).filter { path in
            !(ours + theirs).contains { path.hasPrefix($0.path + ".") }
        }
        return paths.sorted().compactMap { path in
            let (before, after) = (text(of: path, in: theirs), text(of: path, in: ours))
            return before == after ? nil : FieldChange(field: "recipe." + path, before: before, after: after)
        }
    }

    /// Paths of the parts of several fields that this recipe has as they come and `other` does without.
    package func partsAdded(to other: Recipe) -> [String] {
        let (own, before) = (Self.coded(self), Self.coded(other))
        return Self.parts.filter { part in
            guard case .object? = own.member(part) else { return false }
            return before.member(part) == nil && own.member(part) == Self.field(part)?.standard
        }
    }

    /// What may be missing.
    private static let parts = table.filter { $0.standard != nil }.map(\.path).sorted()
}

extension JSONValue {
    /// The member at a path of names joined by points.
    func member(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(JSONValue?.some(self)) { value, name in
            guard case .object(let members)? = value else { return nil }
            return members[String(name)]
        }
    }

    /// As ``Recipe/set(_:to:)`` reads it.
    fileprivate var argument: String {
        guard case .array(let items) = self else { return text }
        return items.map(\.text).joined(separator: ",")
    }

    /// Objects on the way must be there.
    fileprivate mutating func set(_ path: String, _ value: JSONValue?) {
        guard case .object(var members) = self else { return }
        let names = path.split(separator: ".", maxSplits: 1).map(String.init)
        if names.count == 1 {
            members[path] = value
        } else {
            members[names[0]]?.set(names[1], value)
        }
        self = .object(members)
    }
}

extension String {
    fileprivate func count(of character: Character) -> Int { count { $0 == character } }
}
