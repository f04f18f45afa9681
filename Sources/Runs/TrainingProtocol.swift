import Foundation

/// What all rows and seeds of a study share: an identity without its architecture and seed. Only results of
/// one protocol may be compared or averaged.
public struct TrainingProtocol: Hashable, Codable, Sendable {
    public var data: DataSelection
    public var recipe: Recipe
    public var semantics: Int

    public init(data: DataSelection, recipe: Recipe, semantics: Int) {
        self.data = data
        self.recipe = recipe
        self.semantics = semantics
    }

    /// Sorted keys, no white space. Equal protocols have equal texts.
    public var canonicalJSON: String { CanonicalJSON.text(self) }

    /// SHA-256 of ``canonicalJSON``, lower-case hexadecimal.
    public var sha256: String { SHA256.digest(of: canonicalJSON).hexadecimal }
}

extension RunIdentity {
    public var trainingProtocol: TrainingProtocol {
        TrainingProtocol(data: data, recipe: recipe, semantics: semantics)
    }
}
