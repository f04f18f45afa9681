import AblateArchitectures
import AblateWords

/// A field of a recipe, or a part that a recipe can do without, as all know it that deal with fields by name: the check
/// before a run, `recipe show`, `--recipe.FIELD` and the flags, the names of changed studies, the sentence of a report.
package struct RecipeField: Sendable {
    /// The names in the coded form on the way to it, joined by points: `augmentation.randomErasing.probability`.
    package let path: String
    package let domain: Domain
    /// What `default` adds of a part that recipes can do without; `nil` for a field that all have or that is within a
    /// part.
    package let standard: JSONValue?
    package let flag: Flag?
    package let told: Told

    /// What values a field may have.
    package enum Domain: Sendable {
        case whole(Bounds)
        case number(Bounds)
        /// - Parameter expected: what they must be, for a sentence.
        case numbers(expected: String, isValid: @Sendable ([Double]) -> Bool)
        case truth
        case choice([String])
        /// A part with fields of its own.
        case fields
    }

    /// A flag of the command line for it, in whose words studies are named.
    package struct Flag: Hashable, Sendable {
        package let help: String
        /// Its place in the names of studies, which are recorded: never another.
        package let place: Int
    }

    /// How a report's sentence tells it.
    package enum Told: Sendable {
        /// In words of its own; `nil` where the recipe does not do it.
        case words(@Sendable (Recipe) -> String?)
        /// In the words of the field of that path.
        case within(String)
    }

    init(
        _ path: String, _ domain: Domain, standard: JSONValue? = nil, flag: Flag? = nil, told: Told
    ) {
        self.path = path
        self.domain = domain
        self.standard = standard
        self.flag = flag
        self.told = told
    }

    /// The last name on its path in a flag's spelling: `cropPadding` is `crop-padding`.
    package var flagName: String {
        let name = path.split(separator: ".").last ?? ""
        return name.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
    }

    /// The flag that turns a truth off, without the name's adjective: `horizontalFlip` is `no-flip`.
    package var flagNameOff: String {
        "no-" + (flagName.split(separator: "-").last.map(String.init) ?? flagName)
    }

    /// What a value must be to be one at all.
    package var expected: String {
        switch domain {
        case .whole: "a whole number"
        case .number: "a number"
        case .numbers: "numbers separated by commas, such as 0.08,1"
        case .truth: "true or false"
        case .choice(let names): Units.list(names + (standard == nil ? [] : ["none"]), "or")
        case .fields: "'default' or 'none'"
        }
    }

    /// The value that a text stands for; `nil` when it is none. Numbers are not held against their bounds.
    func value(_ text: String) -> JSONValue? {
        switch domain {
        case .whole: Int(text).map(JSONValue.integer)
        case .number:
            Int(text).map(JSONValue.integer) ?? Double(text).flatMap { $0.isFinite ? .real($0) : nil }
        case .numbers: Self.numbers(text).map(JSONValue.array)
        case .truth: Bool(text).map(JSONValue.truth)
        case .choice(let names): names.contains(text) ? .text(text) : nil
        case .fields: nil
        }
    }

    /// A value in words: numbers that need not be whole have a fraction.
    package func text(of value: JSONValue) -> String {
        if case .number = domain, case .integer(let number) = value { return "\(Double(number))" }
        return value.text
    }

    private static func numbers(_ text: String) -> [JSONValue]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        return parts.contains { $0?.isFinite != true } ? nil : parts.compactMap { $0 }.map(JSONValue.real)
    }

    /// What a value must be that is one.
    var requirement: String {
        switch domain {
        case .whole(let bounds), .number(let bounds): "\(bounds)"
        case .numbers(let expected, _): expected
        case .truth, .choice, .fields: expected
        }
    }

    /// What a value must be instead; `nil` when all is well.
    func complaint(_ value: JSONValue) -> String? {
        switch domain {
        case .whole(let bounds), .number(let bounds):
            return value.number.map(bounds.contains) == false ? requirement : nil
        case .numbers(_, let isValid):
            guard case .array(let items) = value else { return nil }
            return isValid(items.compactMap(\.number)) ? nil : requirement
        case .truth, .choice, .fields: return nil
        }
    }
}

extension JSONValue {
    fileprivate var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .real(let real): real
        default: nil
        }
    }
}
