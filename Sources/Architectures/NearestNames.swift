/// Suggestions for a mistyped name.
public enum NearestNames {
    /// The names closest to `text`, best first, at least one if there are names at all.
    ///
    /// A name that contains the text (or the reverse) counts as one edit away, so that `norm` finds
    /// `layer-norm`; otherwise it is the edit distance. Names one edit further than the best are offered too.
    public static func of(_ text: String, among names: [String], atMost limit: Int = 4) -> [String] {
        let distances = names.map { distance(folded(text), folded($0)) }
        guard let best = distances.min() else { return [] }
        return zip(names, distances).filter { $0.1 <= best + 1 }
            // Stable: equals stay in the order of the roadmap.
            .enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
            .prefix(limit).map(\.element.0)
    }

    /// Lower case without hyphens, underscores and spaces: `ResNet50` and `resnet-50` are one name.
    public static func folded(_ name: String) -> String {
        name.lowercased().filter { !"-_ ".contains($0) }
    }

    private static func distance(_ text: String, _ name: String) -> Int {
        if text == name { return 0 }
        if text.count >= 3 && name.contains(text) || name.count >= 3 && text.contains(name) { return 1 }
        return editDistance(Array(text), Array(name))
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for i in first.indices {
            var current = [i + 1]
            for j in second.indices {
                var cost = min(
                    last[j] + (first[i] == second[j] ? 0 : 1), last[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[second.count]
    }
}
