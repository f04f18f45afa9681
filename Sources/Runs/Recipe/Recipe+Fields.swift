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
        let own = coded.flattened
        let missing = Self.parts.filter { part in
            !own.keys.contains { $0 == part || $0.hasPrefix(part + ".") }
        }
        return
            (own.map { Field(path: $0.key, value: $0.value) } + missing.map { Field(path: $0, value: .null) })
            .sorted { ($0.path.count(of: "."), $0.path) < ($1.path.count(of: "."), $1.path) }
    }

    /// Sets one field, given as text.
    ///
    /// A part is taken away by `none` and added with its defaults by `default`, or by any of its fields. Lists and
    /// ranges are numbers separated by commas.
    ///
    /// - Throws: ``RecipeError`` for a path that is unknown and a text that is no value of that field.
    package mutating func set(_ path: String, to text: String) throws(RecipeError) {
        guard let model = Self.complete.coded.member(path) else {
            let known = Array(Self.complete.coded.flattened.keys) + Self.parts
            let nearest = NearestNames.of(path, among: Set(known).sorted(), atMost: 2)
            throw .unknownField(path, nearest: nearest.map { "'\($0)'" })
        }
        var changed = coded
        let part = Self.parts.first { path == $0 || path.hasPrefix($0 + ".") }
        if path == part {
            if text == "none" {
                changed.remove(path)
            } else if text == "default" {
                changed.set(path, model)
            } else if case .object = model {
                throw .malformed(path: path, expected: "'default' or 'none'", found: text)
            } else {
                changed.set(path, try Self.parsed(text, like: model, path))
            }
        } else {
            if text == "none" { throw .needed(path: path) }
            if let part, changed.member(part) == nil, let whole = Self.complete.coded.member(part) {
                changed.set(part, whole)
            }
            changed.set(path, try Self.parsed(text, like: model, path))
        }
        do {
            self = try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(changed))
        } catch {
            throw .malformed(path: path, expected: Self.expectation(path, model), found: text)
        }
    }

    /// What makes this recipe of another, as arguments of ``set(_:to:)``: `FIELD=VALUE` for every field that differs,
    /// with its value and never `default`, which another version may mean something else by.
    package func changes(from other: Recipe) -> [String] {
        let before = Dictionary(uniqueKeysWithValues: other.fields.map { ($0.path, $0.value) })
        return fields.filter { before[$0.path] != $0.value }
            .sorted { $0.path < $1.path }.map { "\($0.path)=\($0.value.argument)" }
    }

    /// The fields in which this recipe differs from `other`, as `recipe.FIELD`; a part that one of them does without is
    /// one field with the value `none`.
    package func fieldChanges(from other: Recipe) -> [FieldChange] {
        guard self != other else { return [] }
        let (ours, theirs) = (fields, other.fields)
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
        let (own, before, model) = (coded, other.coded, Self.complete.coded)
        return Self.parts.filter { part in
            guard case .object? = own.member(part) else { return false }
            return before.member(part) == nil && own.member(part) == model.member(part)
        }
    }

    /// What may be missing.
    static let parts = [
        "augmentation.mixing", "augmentation.randAugment", "augmentation.randomErasing",
        "augmentation.randomResizedCrop", "stepDecay", "weightAverage", "weightDecayScope",
    ]

    /// Every part at its default.
    private static var complete: Recipe {
        var recipe = Recipe(epochs: 1, batchSize: 1, learningRate: 0.1, augmentation: .enhanced)
        recipe.stepDecay = StepDecay()
        recipe.weightAverage = WeightAverage()
        recipe.weightDecayScope = .everyTensor
        return recipe
    }

    private var coded: JSONValue {
        do {
            return try JSONValue(encoding: self)
        } catch {
            preconditionFailure("A recipe holds a number that JSON cannot write.")
        }
    }

    private static func parsed(
        _ text: String, like model: JSONValue, _ path: String
    ) throws(RecipeError) -> JSONValue {
        let value: JSONValue? =
            switch model {
            case .truth: Bool(text).map(JSONValue.truth)
            // Whole defaults of real fields are coded without a fraction, so the decoder judges.
            case .integer, .real:
                Int(text).map(JSONValue.integer) ?? Double(text).flatMap { $0.isFinite ? .real($0) : nil }
            case .array: numbers(text).map(JSONValue.array)
            case .text: .text(text)
            case .null, .object: nil
            }
        guard let value else {
            throw .malformed(path: path, expected: expectation(path, model), found: text)
        }
        return value
    }

    private static func numbers(_ text: String) -> [JSONValue]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        return parts.contains { $0?.isFinite != true } ? nil : parts.compactMap { $0 }.map(JSONValue.real)
    }

    private static func expectation(_ path: String, _ model: JSONValue) -> String {
        if let choices = choices[path] { return choices.joined(separator: " or ") }
        switch model {
        case .truth: return "true or false"
        case .integer
        where ["epochs", "batchSize", "augmentation.cropPadding", "augmentation.randAugment.layers"]
            .contains(path):
            return "a whole number"
        case .integer, .real: return "a number"
        case .array: return "numbers separated by commas, such as 0.08,1"
        case .text, .null, .object: return "another value"
        }
    }

    private static let choices: [String: [String]] = [
        "optimizer": Optimizer.allCases.map(\.rawValue),
        "initialisation": Initialisation.allCases.map(\.rawValue),
        "weightDecayScope": WeightDecayScope.allCases.map(\.rawValue) + ["none"],
        "augmentation.randomResizedCrop.interpolation": Interpolation.allCases.map(\.rawValue),
        "augmentation.randAugment.interpolation": RandAugment.InterpolationChoice.allCases.map(\.rawValue),
    ]
}

extension JSONValue {
    /// The member at a path of names joined by points.
    fileprivate func member(_ path: String) -> JSONValue? {
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

    fileprivate mutating func remove(_ path: String) { set(path, nil) }
}

extension String {
    fileprivate func count(of character: Character) -> Int { count { $0 == character } }
}
