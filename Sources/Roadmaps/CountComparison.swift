import AblateArchitectures

/// Our counts of one row set beside the reference's.
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
    /// Learned numbers as counted; `nil` when the roadmap has no such row.
    package let parameters: Int?
    /// In 10⁶; `nil` where none are printed.
    package let printedParametersInMillions: Int?
    package let verdict: Verdict

    package enum Verdict: Hashable, Sendable {
        case equal
        /// The count is the one that the exception names, and its reason says why the printed one is another.
        case knownMisprint(reason: String)
        /// Printed beside the others, of a network that the roadmap does not have.
        case notCounted
        /// One sentence without a full stop.
        case differs(explanation: String)
    }

    package var rounded: RoundedGMACs? {
        macs.map { RoundedGMACs(macs: $0, decimals: printed.decimals) }
    }

    /// Ours less the reference's, in 10⁹ MACs as both are printed.
    package var difference: Double? { rounded.map { Double($0.hundredths - printed.hundredths) / 100 } }

    package var isDifferent: Bool {
        if case .differs = verdict { true } else { false }
    }

    package var isKnownMisprint: Bool {
        if case .knownMisprint = verdict { true } else { false }
    }
}

extension Reference {
    /// Counts the roadmap's row for each row of the reference, at its image size and class count.
    ///
    /// Equal to the printed decimals is right, but for a named misprint: there only the count that the
    /// exception names is. A roadmap that "matches" a misprint is as wrong as one that misses a sound row.
    /// Rows of the roadmap that it does not print are not looked at.
    ///
    /// - Throws: ``ArchitectureError`` when a row means nothing at the table's image size.
    package func comparisons(with roadmap: AnyRoadmap) throws(ArchitectureError) -> [CountComparison] {
        let ours = roadmap.rows
        var comparisons: [CountComparison] = []
        for row in rows + others {
            var network: Network?
            if let counted = ours.first(where: { $0.id == row.id }) {
                network = try counted.architecture.network(input: regime.input, classes: regime.classes)
            }
            comparisons.append(
                CountComparison(
                    reference: title, table: number, regime: regime.id, stepID: row.id, title: row.title,
                    macs: network?.macs, printed: row.gmacs, parameters: network?.parameterCount,
                    printedParametersInMillions: row.parametersInMillions,
                    verdict: verdict(on: row, counted: network)))
        }
        return comparisons
    }

    private func verdict(on row: Row, counted network: Network?) -> CountComparison.Verdict {
        guard let network else {
            return others.contains(row)
                ? .notCounted : .differs(explanation: "the roadmap has no row of this name")
        }
        let ours = RoundedGMACs(macs: network.macs, decimals: row.gmacs.decimals)
        let millions = (network.parameterCount + 500_000) / 1_000_000
        if let printed = row.parametersInMillions, printed != millions {
            return .differs(
                explanation:
                    "the reference prints \(printed) million parameters, but \(millions) were counted")
        }
        if let misprint = misprints.first(where: { $0.stepID == row.id }) {
            guard ours.hundredths == misprint.counted.hundredths else {
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
