/// The candidate that `name` is most likely a slip of, or `nil` when none is near: at most every second
/// letter may differ. Capitals do not count.
package func nearestName(to name: String, among candidates: [String]) -> String? {
    let distances = candidates.map {
        (candidate: $0, distance: editDistance(name.lowercased(), $0.lowercased()))
    }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return 2 * best.distance <= max(name.count, best.candidate.count) ? best.candidate : nil
}

/// Levenshtein's distance: letters to insert, delete or replace.
private func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in second.indices {
            let replaced = diagonal + (letter == second[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[second.count]
}
