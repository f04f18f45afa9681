import AblateRuns
import AblateWords
import Foundation

/// What a study declares: engine, data, recipe, regime and roadmap. Its name is a label, and steps and seeds are how much
/// of it is run.
extension StudyManifest {
    /// SHA-256 over the declaration as canonical JSON, lower-case hexadecimal.
    package var declarationSHA256: String {
        struct Declaration: Encodable {
            let data: DataSelection
            let recipe: Recipe
            let regime: String
            let roadmap: String
            let semantics: Int
        }
        let declaration = Declaration(
            data: data, recipe: recipe, regime: regime, roadmap: roadmap, semantics: semantics)
        return SHA256.digest(of: CanonicalJSON.text(declaration)).hexadecimal
    }

    /// The preset's name and what was changed of it. Manifests of before there were labels have it as their name.
    package var declaredText: String {
        preset.map { ([$0] + (changes ?? [])).joined(separator: " ") } ?? name
    }

    /// Whether both declare one study. The rows that both have must be the same.
    package func declaresTheSame(as other: StudyManifest) -> Bool { differences(from: other).isEmpty }

    /// What `stored` declares otherwise, each as `WHAT is THIS where it was THAT`; empty where both declare one study.
    package func differences(from stored: StudyManifest) -> [String] {
        var found: [String] = []
        func compare(_ what: String, _ value: some Equatable & CustomStringConvertible, _ other: String) {
            if value.description != other { found.append("\(what) \(value) where it has \(other)") }
        }
        compare("the engine's version", semantics, "\(stored.semantics)")
        found += data.differences(from: stored.data)
        compare("the regime", regime, stored.regime)
        compare("the roadmap", roadmap, stored.roadmap)
        found += recipe.differences(from: stored.recipe)
        for step in steps {
            guard let other = stored.steps.first(where: { $0.id == step.id }) else { continue }
            if other.architecture != step.architecture {
                found.append("another architecture of '\(step.id)'")
            }
            if other.recipe != step.recipe { found.append("another recipe of '\(step.id)'") }
        }
        return found
    }

    /// This manifest under the label of an earlier one, with its steps and seeds added.
    package func adding(_ stored: StudyManifest) -> StudyManifest {
        var result = self
        result.name = stored.name
        result.title = stored.title
        result.preset = stored.preset
        result.changes = stored.changes
        result.formerNames = stored.formerNames
        let added = stored.steps.filter { old in !steps.contains { $0.id == old.id } }
        result.steps = steps + added
        result.designs = DesignRecord.union(stored.designs, designs)
        result.sequential = sequential ?? stored.sequential
        let adaptive = Set((adaptiveSeeds ?? []) + (stored.adaptiveSeeds ?? []))
        result.adaptiveSeeds = adaptive.isEmpty ? nil : adaptive.sorted()
        if result.sequential != nil {
            for index in result.steps.indices where result.steps[index].seedCount == nil {
                result.steps[index].seedCount = seedCount(of: result.steps[index].id, beside: stored)
            }
        }
        result.arrange()
        result.seeds = Set(seeds + stored.seeds).sorted()
        result.reference = reference ?? stored.reference
        result.largestTestClass = largestTestClass ?? stored.largestTestClass
        return result
    }
}

extension StudyManifest {
    /// How many seeds a row that was decided has, where this manifest asks it for no more than that: `nil` for all.
    private func seedCount(of id: String, beside stored: StudyManifest) -> Int? {
        guard let decided = stored.steps.first(where: { $0.id == id })?.seedCount else { return nil }
        // Looks that are taken again leave it decided; so does whoever does not ask for it.
        if sequential != nil || !steps.contains(where: { $0.id == id }) { return decided }
        let all = Set(stored.seeds + seeds).sorted()
        let asked = (all.lastIndex(where: seeds.contains) ?? -1) + 1
        let count = Swift.max(decided, asked)
        return count < all.count ? count : nil
    }
}

extension Recipe {
    /// What `stored` has otherwise, in words.
    fileprivate func differences(from stored: Recipe) -> [String] {
        guard self != stored else { return [] }
        let (ours, theirs) = (fields, stored.fields)
        func text(of path: String, in fields: [Field]) -> String {
            if let field = fields.first(where: { $0.path == path }) { return field.value.text }
            return fields.contains { $0.path.hasPrefix(path + ".") } ? "one" : "none"
        }
        // A part that one side does without is one field there, and several on the other side.
        let paths = Set((ours + theirs).map(\.path)).filter { path in
            !(ours + theirs).contains { path.hasPrefix($0.path + ".") }
        }
        return paths.sorted().compactMap { path in
            let (own, other) = (text(of: path, in: ours), text(of: path, in: theirs))
            return own == other ? nil : "\(path) \(own) where it has \(other)"
        }
    }
}

extension DataSelection {
    /// What `stored` selects otherwise, in words.
    fileprivate func differences(from stored: DataSelection) -> [String] {
        guard dataset == stored.dataset else {
            return ["the data set \(dataset) where it has \(stored.dataset)"]
        }
        var found: [String] = []
        func compare<Value: Equatable>(
            _ field: KeyPath<DataSelection, Value>, _ text: (Value) -> String
        ) {
            guard self[keyPath: field] != stored[keyPath: field] else { return }
            found.append("\(text(self[keyPath: field])) where it has \(text(stored[keyPath: field]))")
        }
        compare(\.trainImages) { "\($0) training images" }
        compare(\.testImages) { "\($0) test images" }
        compare(\.evaluation) { $0 == nil ? "accuracy on the test set" : "accuracy on held-out images" }
        compare(\.imageSide) { "images of \($0) px" }
        compare(\.channels) { "\($0) channels" }
        compare(\.classes) { "\($0) classes" }
        if sha256 != stored.sha256 {
            found.append(
                "files of the SHA-256 \(sha256.prefix(8))… where it has \(stored.sha256.prefix(8))…")
        }
        return found
    }
}
