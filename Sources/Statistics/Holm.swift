/// Holm's correction (1979) of p-values that are read together: the chance that any true null hypothesis falls is
/// kept at the level, whatever their dependence.
public enum Holm {
    /// - Parameter pValues: raw, in any order.
    /// - Returns: adjusted, in the same order: to be compared with the level as they are.
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        precondition(
            pValues.allSatisfy { (0...1).contains($0) }, "p-values lie between 0 and 1, not \(pValues).")
        var adjusted = pValues
        var largest = 0.0
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        for (place, index) in order.enumerated() {
            largest = max(largest, (Double(pValues.count - place) * pValues[index]).clippedToOne)
            adjusted[index] = largest
        }
        return adjusted
    }
}
