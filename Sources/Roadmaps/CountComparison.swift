import AblateArchitectures

/// Our count of one row set beside the reference's.
package struct CountComparison: Hashable, Sendable {
    /// What the reference is called.
    package let reference: String
    /// Its number; `nil` where it has none.
    package let table: Int?
    /// Id of the regime.
    package let regime: String
    package let stepID: String
    /// As it is printed.
    package let title: String
    /// Multiply–accumulates as counted; `nil` when the roadmap has no such row.
    package let macs: Int?
    package let printed: RoundedGMACs
    package let verdict: Verdict

    package enum Verdict: Hashable, Sendable {
        case equal
        /// The count is the one that the exception names, and its reason says why the printed one is another.
        case knownMisprint(reason: String)
        /// One sentence without a full stop.
        case differs(explanation: String)
    }

    package var rounded: RoundedGMACs? { macs.map(RoundedGMACs.init(macs:)) }

    /// Ours less the reference's, in 10⁹ MACs as both are printed.
    package var difference: Double? { rounded.map { Double($0.hundredths - printed.hundredths) / 100 } }

    package var isDifferent: Bool {
        if case .differs = verdict { true } else { false }
    }
}

extension Reference {
    /// Counts the roadmap's row for each row of the reference, at its image size and class count.
    ///
    /// Equal to the printed two decimals is right, but for a named misprint: there only the count that the
    /// exception names is. A roadmap that "matches" a misprint is as wrong as one that misses a sound row.
    /// Rows of the roadmap that it does not print are not looked at.
    ///
    /// - Throws: ``ArchitectureError`` when a row means nothing at the table's image size.
    package func comparisons<Family>(with roadmap: Roadmap<Family>) throws(ArchitectureError)
        -> [CountComparison]
    {
        let variants = roadmap.variants
        var comparisons: [CountComparison] = []
        for row in rows {
            var macs: Int?
            if let variant = variants.first(where: { $0.id == row.id }) {
                macs = try variant.architecture.network(input: regime.input, classes: regime.classes).macs
            }
            comparisons.append(
                CountComparison(
                    reference: title, table: number, regime: regime.id, stepID: row.id, title: row.title,
                    macs: macs,
                    printed: row.gmacs, verdict: verdict(on: row, counted: macs)))
        }
        return comparisons
    }

    private func verdict(on row: Row, counted macs: Int?) -> CountComparison.Verdict {
        guard let macs else { return .differs(explanation: "the roadmap has no row of this name") }
        let ours = RoundedGMACs(macs: macs)
        if let misprint = misprints.first(where: { $0.stepID == row.id }) {
            guard ours == misprint.counted else {
                return .differs(
                    explanation:
                        "the named misprint stands for a count of \(misprint.counted) GMACs where the "
                        + "reference prints \(row.gmacs), but \(ours) was counted")
            }
            return .knownMisprint(reason: misprint.reason)
        }
        guard ours == row.gmacs else {
            return .differs(explanation: "the reference prints \(row.gmacs) GMACs, but \(ours) was counted")
        }
        return .equal
    }
}
