/// Suggestions for a mistyped name.
package enum NearestNames {
    /// The names that `text` may stand for, best first; none where all are far-fetched.
    ///
    /// A name that contains the text (or the reverse) counts as one edit away, so that `norm` finds
    /// `layer-norm`; otherwise it is the edit distance, of which a third of the letters are believed to be slips.
    /// Names one edit further than the best are offered too.
    package static func of(_ text: String, among names: [String], atMost limit: Int = 4) -> [String] {
        let letters = folded(text)
        let allowed = min(max(letters.count / 3, 1), letters.count - 1)
        let distances = names.map { distance(letters, folded($0)) }
        guard let best = distances.min(), best <= allowed else { return [] }
        return zip(names, distances).filter { $0.1 <= min(best + 1, allowed) }
            // Stable: equals stay in the order of the roadmap.
            .enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
            .prefix(limit).map(\.element.0)
    }

    /// How a sentence ends that refuses a name: `; did you mean 'a' or 'b'?`, or a full stop.
    ///
    /// - Parameter listing: where all names are to be found, as in `'ablate recipe list' prints them all`.
    package static func ending(
        _ text: String, among names: [String], atMost limit: Int = 4, listing: String? = nil
    ) -> String {
        let nearest = of(text, among: names, atMost: limit).map { "'\($0)'" }
        if nearest.isEmpty { return listing.map { "; \($0)." } ?? "." }
        return "; did you mean " + Units.list(nearest, "or") + (listing.map { " (\($0))" } ?? "") + "?"
    }

    /// Lower case without hyphens, underscores and spaces: `ResNet50` and `resnet-50` are one name.
    package static func folded(_ name: String) -> String {
        name.lowercased().filter { !"-_ ".contains($0) }
    }

    private static func distance(_ text: String, _ name: String) -> Int {
        if text == name { return 0 }
        if text.count >= 3 && name.contains(text) || name.count >= 3 && text.contains(name) { return 1 }
        return editDistance(Array(text), Array(name))
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    package static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
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
