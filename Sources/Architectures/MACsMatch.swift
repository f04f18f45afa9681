/// An architecture brought to the multiply–accumulates of another by the widths of its stages.
package struct MACsMatch: Hashable, Sendable {
    /// The architecture itself where it is close enough as it is; otherwise the same on other widths.
    package let architecture: AnyArchitecture
    /// Multiply–accumulates of its network for one image.
    package let macs: Int
    /// How far they are from those asked for: `(macs − target) / target`, a fraction of 1.
    package let residual: Double

    /// As far may the counts of two rows of equal cost be apart, as a fraction of 1.
    package static let tolerance = 0.01

    /// Whether widths are whole numbers that come close enough.
    package var isWithinTolerance: Bool { abs(residual) <= Self.tolerance }
}

extension AnyArchitecture {
    /// The architecture on widths at which its network has `target` multiply–accumulates: within 1 % where whole numbers
    /// come that close, else as near as they do.
    ///
    /// One that is within 1 % already stays what it is, so that no second run is asked of one network. The same question
    /// always has the same answer.
    ///
    /// - Parameters:
    ///   - target: multiply–accumulates for one image, 1 or more.
    ///   - input: the image that both networks are counted for.
    ///   - classes: those that both tell apart.
    /// - Returns: `nil` where the family has no widths by stage.
    /// - Throws: ``ArchitectureError`` when the architecture as it is denotes no network at this input.
    package func matchingMACs(
        _ target: Int, input: Shape, classes: Int
    ) throws(ArchitectureError) -> MACsMatch? {
        precondition(target >= 1, "A network has at least one multiply–accumulate.")
        guard let scalable = scalableByStage else { return nil }
        return try scalable.matchingMACs(target, input: input, classes: classes)
    }
}

extension WidthScalable {
    fileprivate func matchingMACs(
        _ target: Int, input: Shape, classes: Int
    ) throws(ArchitectureError) -> MACsMatch {
        func match(_ architecture: Self, _ macs: Int) -> MACsMatch {
            MACsMatch(
                architecture: AnyArchitecture(architecture), macs: macs,
                residual: Double(macs - target) / Double(target))
        }
        let own = match(self, try network(input: input, classes: classes).macs)
        if own.isWithinTolerance { return own }
        var search = WidthSearch(self, macs: own.macs, input: input, classes: classes)
        let (widths, macs) = search.widths(closestTo: target)
        return widths == widthsByStage ? own : match(scaled(widths: widths), macs)
    }
}
