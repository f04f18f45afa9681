import AblateReports
import AblateResults
import AblateRunner
import AblateRuns
import Foundation
import Testing

/// A peer is compared with one row alone, and has no part in what steps are worth.
@Suite struct PeerTests {
    private static let rows = ["resnet-50", "patchify", "separate-downsampling"]

    private static func study(peer: Bool) throws -> (study: StudyManifest, attempts: [AttemptRecord]) {
        let study = try ReportFixture.study(
            steps: rows + (peer ? ["swin-t"] : []), seeds: [0, 1, 2],
            paper: [
                "resnet-50": ReportFixture.paper(0.788), "patchify": ReportFixture.paper(0.795),
                "separate-downsampling": ReportFixture.paper(0.82),
                "swin-t": ReportFixture.paper(0.813, sd: nil),
            ])
        let top1 = [
            "resnet-50": [0.88, 0.881, 0.883], "patchify": [0.871, 0.874, 0.872],
            "separate-downsampling": [0.852, 0.854, 0.855], "swin-t": [0.83, 0.831, 0.835],
        ]
        return (study, try ReportFixture.attempts(study, top1.filter { peer || $0.key != "swin-t" }))
    }

    private static func report(peer: Bool) throws -> StudyReport {
        let (study, attempts) = try study(peer: peer)
        return try ReportFixture.report(study, attempts)
    }

    @Test func theLastRowIsSetAgainstItWithIntervalAndShareOfPairs() throws {
        let report = try Self.report(peer: true)
        let comparison = try #require(report.peerComparisons.first)
        #expect(comparison.row.id == "separate-downsampling" && comparison.peer.id == "swin-t")
        #expect(comparison.difference.pairs.map { ($0.difference * 1000).rounded() } == [22, 23, 20])
        #expect(comparison.difference.superiority.value?.estimate == 1)
        #expect(comparison.difference.interval.value.map { $0.lower > 0.01 && $0.upper < 0.03 } == true)
        #expect(abs((comparison.referenceDifference ?? 0) - 0.007) < 1e-12)
        let text = report.rendered(as: .markdown)
        #expect(text.contains("Beside other networks") && text.contains("P(A>B)"))
        #expect(text.contains("`separate-downsampling` less its peer `swin-t` is +2.17"))
        #expect(text.contains("(swin-t)"))
    }

    /// Correction, verdicts, agreement and the first row's differences are those of the study without it.
    @Test func itHasNoPartInWhatStepsAreWorth() throws {
        let (with, without) = (try Self.report(peer: true), try Self.report(peer: false))
        #expect(with.steps.map(\.id) == Self.rows && with.peers.map(\.id) == ["swin-t"])
        #expect(with.steps.map(\.difference?.adjustedP) == without.steps.map(\.difference?.adjustedP))
        #expect(with.steps.map(\.finding?.verdict) == without.steps.map(\.finding?.verdict))
        #expect(with.agreement.points.map(\.id) == without.agreement.points.map(\.id))
        #expect(with.peers.allSatisfy { $0.differenceToFirst == nil && $0.finding == nil })
        #expect(without.peerComparisons.isEmpty)
        #expect(!without.rendered(as: .markdown).contains("Beside other networks"))
    }

    /// Without the row that it is set against there is nothing to compare.
    @Test func itIsSetAgainstNoOtherRow() throws {
        let study = try ReportFixture.study(steps: ["resnet-50", "swin-t"], seeds: [0, 1], paper: [:])
        let report = try ReportFixture.report(
            study, try ReportFixture.attempts(study, ["resnet-50": [0.8, 0.81], "swin-t": [0.7, 0.72]]))
        #expect(report.peerComparisons.isEmpty && report.peers.map(\.difference?.mean) == [nil])
        #expect(!report.rendered(as: .markdown).contains("less its peer"))
        let alone = try ReportFixture.study(steps: ["swin-t"], seeds: [0], paper: [:])
        let text = try ReportFixture.report(alone, try ReportFixture.attempts(alone, ["swin-t": [0.7]]))
            .rendered(as: .markdown)
        #expect(!text.contains("No run is completed yet"))
    }

    @Test func theDatabaseKeepsItApart() throws {
        let (study, attempts) = try Self.study(peer: true)
        let database = try TemporaryDatabase([study], attempts)
        let (alone, others) = try Self.study(peer: false)
        let withoutPeer = try TemporaryDatabase([alone], others)
        func rows(_ database: TemporaryDatabase, _ sql: String) throws -> [[QueryResult.Value]] {
            try ResultsReader(folder: database.url).rows(of: sql).rows
        }
        #expect(
            try rows(database, "SELECT peer, reference, baseline FROM step WHERE id = 'swin-t'")
                == [[.integer(1), .text("separate-downsampling"), .null]])
        let holm = "SELECT id, delta_p_holm FROM v_delta WHERE id <> 'swin-t' ORDER BY position"
        #expect(try rows(database, holm) == rows(withoutPeer, holm))
        // A comparison of its own is corrected for nothing.
        #expect(
            try rows(
                database, "SELECT delta_p = delta_p_holm, baseline_n_pairs FROM v_delta WHERE id = 'swin-t'")
                == [[.integer(1), .integer(0)]])
    }
}
