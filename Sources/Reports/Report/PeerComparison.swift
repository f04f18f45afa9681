/// A row set against its peer, a network that no step leads to: outside of what steps are worth, and tested alone.
package struct PeerComparison: Sendable {
    /// The row that is set against the peer.
    package let row: ReportStep
    package let peer: ReportStep
    /// The row less its peer, paired by seed.
    package let difference: PairedEstimate
    /// The same in the reference; `nil` where it lacks one of them.
    package let referenceDifference: Double?

    init(_ row: ReportStep, against peer: ReportStep) {
        self.row = row
        self.peer = peer
        var difference = PairedEstimate(row.top1BySeed, minus: peer.top1BySeed, reference: peer.id)
        difference.adjustedP = difference.test.value?.pValue.value
        self.difference = difference
        referenceDifference = row.paper.flatMap { ours in
            peer.paper.map { ours.top1Mean - $0.top1Mean }
        }
    }
}
