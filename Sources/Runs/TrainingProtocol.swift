import Foundation

/// What all rows and seeds of a study share: an identity without its architecture and seed. Only results of
/// one protocol may be compared or averaged.
package struct TrainingProtocol: Hashable, Codable, Sendable {
    package var data: DataSelection
    package var recipe: Recipe
    package var semantics: Int

    package init(data: DataSelection, recipe: Recipe, semantics: Int) {
        self.data = data
        self.recipe = recipe
        self.semantics = semantics
    }

    /// Sorted keys, no white space. Equal protocols have equal texts.
    package var canonicalJSON: String { CanonicalJSON.text(self) }

    /// SHA-256 of ``canonicalJSON``, lower-case hexadecimal.
    package var sha256: String { SHA256.digest(of: canonicalJSON).hexadecimal }
}

extension RunIdentity {
    package var trainingProtocol: TrainingProtocol {
        TrainingProtocol(data: data, recipe: recipe, semantics: semantics)
    }
}
