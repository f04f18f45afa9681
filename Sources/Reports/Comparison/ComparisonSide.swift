import AblateResults

/// One of the two things that are compared: a step of a study, or a single run.
package struct ComparisonSide: Sendable {
    /// As the user would name it.
    package let name: String
    let fields: IdentityFields
    let layers: [RecordedLayer]
    /// What guessing gets right of the images that both sides are tested on.
    let chance: ChanceLevel
    /// Runs, by seed.
    package let runs: [RunRecord]

    /// Whether none of the completed runs is better than guessing, and there is one.
    var isAtChance: Bool { chance.isReached(by: runs.compactMap(\.top1)) }

    /// The images that accuracies are over, in words; equal words are equal images.
    var testSet: String {
        func field(_ name: String) -> String { fields["data.\(name)"] ?? "unknown" }
        return "\(field("testImages")) of \(field("dataset")) with SHA-256 \(field("sha256").prefix(8))…"
    }

    /// Whether both sides were tested on the same images; how large they are drawn does not matter.
    func hasTestSet(of other: ComparisonSide) -> Bool {
        ["data.dataset", "data.sha256", "data.testImages"].allSatisfy { fields[$0] == other.fields[$0] }
    }
}

extension RecordedLayer {
    /// What the name begins with: `stem`, `stages.2`, `head`.
    var group: String {
        let parts = name.split(separator: ".")
        return parts.first == "stages" ? parts.prefix(2).joined(separator: ".") : String(parts.first ?? "")
    }
}
