import Foundation
import Testing

/// What one look says of a run that another machine may be training.
@Suite struct LeaseCommandTests {
    /// Its clock is years behind, right, and years ahead.
    @Test(arguments: [(5.0, true), (nil, false), (9e9, true)])
    func statusSaysWhatItCannotKnow(renewed: Double?, isDoubtful: Bool) throws {
        let study = try TinyStudy(["resnet-50"])
        let run = try study.attempt("resnet-50").deletingLastPathComponent()
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
        let renewed = renewed ?? Date.now.timeIntervalSince1970
        let lease =
            #"{"holder":"\#(UUID())","host":"node7","machine":"elsewhere","process":4711,"renewed":\#(renewed)}"#
        try Data(lease.utf8).write(to: run.appendingPathComponent("lease.json"))
        let status = try study.status()
        #expect(status.counts["running"] == 1 && status.runs.first?.process == 4711)
        let said = try study.statusText()
        #expect(
            said.contains("resnet-50 seed 0: whether process 4711 on node7 still works on it is not known")
                == isDoubtful, "\(said)")
    }
}
