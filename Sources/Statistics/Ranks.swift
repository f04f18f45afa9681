/// Ranks from 1, equal values sharing the mean of theirs.
struct Ranks: Hashable {
    /// In the order of the values.
    let values: [Double]
    /// Sizes of the groups of equal values, ascending; ones for values that stand alone.
    let groups: [Int]

    /// Values that differ by rounding alone are equal.
    init(_ values: [Double]) {
        let tolerance = Rounding.tolerance(of: values)
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var groups: [Int] = []
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] - values[order[end - 1]] <= tolerance { end += 1 }
            // The mean of the ranks start + 1 ... end.
            for index in order[start..<end] { ranks[index] = Double(start + 1 + end) / 2 }
            groups.append(end - start)
            start = end
        }
        self.values = ranks
        self.groups = groups
    }

    var areAllEqual: Bool { groups.count <= 1 }
}
