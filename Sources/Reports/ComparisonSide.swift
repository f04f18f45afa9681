import AblateArchitectures
import Foundation

/// One of the two things that are compared: a step of a study, or a single run.
public struct ComparisonSide: Sendable {
    /// As the user would name it.
    public let name: String
    let fields: IdentityFields
    let layers: [Layer]
    /// What guessing gets right of the images that both sides are tested on.
    let chance: ChanceLevel
    /// Runs, by seed.
    public let runs: [Run]

    struct Layer: Sendable {
        let name: String
        let macs: Int
        let parameters: Int

        /// What the name begins with: `stem`, `stages.2`, `head`.
        var group: String {
            let parts = name.split(separator: ".")
            return parts.first == "stages"
                ? parts.prefix(2).joined(separator: ".") : String(parts.first ?? "")
        }
    }

    public struct Run: Sendable {
        public let identitySHA256: String
        public let seed: Int
        /// `completed`, `diverged`, `failed` or `unfinished`.
        public let status: String
        /// A fraction of 1; `nil` unless completed.
        public let top1: Double?
        public let epochs: [Epoch]
        /// Bit *i* of byte *i/8*, lowest first, is set when test image *i* was classified right; `nil` unless
        /// recorded.
        public let correct: Data?
        let images: Int
    }

    public struct Epoch: Sendable {
        public let epoch: Int
        public let trainLoss: Double?
        public let testLoss: Double?
        public let top1: Double
    }

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
