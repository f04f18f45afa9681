/// Holm's correction (1979) of p-values that are read together: the chance that any true null hypothesis falls is
/// kept at the level, whatever their dependence.
package enum Holm {
    /// - Parameters:
    ///   - pValues: raw, in any order.
    ///   - family: how many tests are declared, of which some may not be computed yet: they count as p = 1, so that a
    ///     study which is half done claims no more than it will; `nil` for those given.
    /// - Returns: adjusted, in the same order: to be compared with the level as they are.
    package static func adjusted(_ pValues: [Double], of family: Int? = nil) -> [Double] {
        let family = family ?? pValues.count
        precondition(
            family >= pValues.count, "A family of \(family) tests has no \(pValues.count) p-values.")
        precondition(
            pValues.allSatisfy { (0...1).contains($0) }, "p-values lie between 0 and 1, not \(pValues).")
        var adjusted = pValues
        var largest = 0.0
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        for (place, index) in order.enumerated() {
            largest = max(largest, (Double(family - place) * pValues[index]).clippedToOne)
            adjusted[index] = largest
        }
        return adjusted
    }
}
