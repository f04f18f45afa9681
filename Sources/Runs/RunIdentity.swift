import AblateArchitectures
import Foundation

/// Everything that decides the result of a run, and nothing that does not: threads, jobs and log intervals
/// are outside.
package struct RunIdentity: Hashable, Codable, Sendable {
    package var architecture: AnyArchitecture
    package var data: DataSelection
    package var recipe: Recipe
    /// Seed of all randomness of the run.
    package var seed: Int
    /// Version of the engine's meaning: raised when the same fields begin to give other results.
    package var semantics: Int

    /// The version of this engine: raised when the same run comes to other bits. 2 and 3: batch statistics and weight
    /// gradients are summed in other blocks than before.
    package static let currentSemantics = 3

    package init(
        architecture: AnyArchitecture, data: DataSelection, recipe: Recipe, seed: Int,
        semantics: Int = RunIdentity.currentSemantics
    ) {
        self.architecture = architecture
        self.data = data
        self.recipe = recipe
        self.seed = seed
        self.semantics = semantics
    }

    /// The same of an architecture whose family is known.
    package init(
        architecture: some Architecture, data: DataSelection, recipe: Recipe, seed: Int,
        semantics: Int = RunIdentity.currentSemantics
    ) {
        self.init(
            architecture: AnyArchitecture(architecture), data: data, recipe: recipe, seed: seed,
            semantics: semantics)
    }

    /// The identity as text: sorted keys, no white space. Equal identities have equal texts.
    package var canonicalJSON: String { CanonicalJSON.text(self) }

    /// SHA-256 of ``canonicalJSON``, lower-case hexadecimal: the short name of the run.
    package var sha256: String { SHA256.digest(of: canonicalJSON).hexadecimal }
}

/// JSON with one form for each value: keys sorted, no white space, slashes unescaped.
package enum CanonicalJSON {
    package static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("\(type(of: value)) holds a number that JSON cannot write.")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
