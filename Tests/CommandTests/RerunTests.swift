import Foundation
import Testing

@Suite(
    "ablate rerun",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "Needs Linux's /proc."))
struct RerunTests {
    private struct Row: Decodable {
        var attempt: Int
        var sameBits: Bool?
        var mustBeEqual: Bool?
        var weightsSha256: String
    }

    private func rows(_ output: Ablate.Output) throws -> [Row] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([Row].self, from: Data(output.standardOutput.utf8))
    }

    /// Puts something else into a file of an attempt, as another machine would have written it.
    private func change(_ file: URL, _ key: String, to value: String) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = text.replacingOccurrences(
            of: "\"\(key)\" : \"[^\"]*\"", with: "\"\(key)\" : \"\(value)\"", options: .regularExpression)
        #expect(changed != text)
        try Data(changed.utf8).write(to: file)
    }

    @Test func aFinishedRunGetsAnotherAttemptOfTheSameBits() throws {
        let study = try TinyStudy()
        #expect(try study.run().status == 0)
        let run =
            "SELECT identity_sha256, attempt, status, top1, weights_sha256, finished FROM run ORDER BY 1"
        let before = try study.query(run)
        let output = try study.rerun("patchify", "--format", "json")
        #expect(output.status == 0, "\(output.standardError)")
        let rows = try rows(output)
        #expect(rows.map(\.attempt) == [1, 2])
        #expect(rows[0].sameBits == true && rows[0].mustBeEqual == true)
        #expect(rows[0].weightsSha256 == rows[1].weightsSha256)
        #expect(try study.attempt("patchify", 1).appendingPathComponent("result.json").isFile)
        #expect(try study.attempt("patchify", 2).appendingPathComponent("result.json").isFile)
        // The first goes on speaking for the run.
        #expect(try study.query(run) == before)
        #expect(
            try study.query("SELECT id, number, status FROM v_attempt WHERE id = 'patchify' ORDER BY number")
                .hasSuffix("\npatchify,1,completed\npatchify,2,completed\n"))
        // A study that is run again finds it finished.
        let again = try study.run()
        #expect(again.status == 0 && !again.standardError.contains("started"))
        #expect(try study.query("SELECT count(*) FROM attempt").hasSuffix("\n3\n"))
        let answers = try study.query("SELECT * FROM v_attempt ORDER BY position, number")
        #expect(try Ablate.run(["gather", "--rebuild", "--results", study.results.path]).status == 0)
        #expect(try study.query("SELECT * FROM v_attempt ORDER BY position, number") == answers)
        #expect(try study.query(run) == before)
    }

    @Test func otherBitsOfTheSameBuildAreAnError() throws {
        let study = try TinyStudy(["patchify"])
        #expect(try study.run().status == 0)
        let other = String(repeating: "0", count: 64)
        try change(
            study.attempt("patchify").appendingPathComponent("result.json"), "weightsSHA256", to: other)
        let output = try study.rerun("patchify", "--format", "json")
        #expect(output.status == 1)
        let rows = try rows(output)
        #expect(rows[0].sameBits == false)
        #expect(output.standardError.contains("attempts 1 and 2 ended in other bits (weights \(other) and "))
        #expect(output.standardError.contains(rows[1].weightsSha256))
        // Both are kept.
        #expect(try Ablate.run(["gather", "--rebuild", "--results", study.results.path]).status == 0)
        #expect(try study.query("SELECT count(DISTINCT weights_sha256) FROM attempt").hasSuffix("\n2\n"))
    }

    @Test func otherBitsOfAnotherBuildAreToldWithWhatDiffers() throws {
        let study = try TinyStudy(["patchify"])
        #expect(try study.run().status == 0)
        let attempt = try study.attempt("patchify")
        let other = String(repeating: "0", count: 64)
        try change(attempt.appendingPathComponent("result.json"), "weightsSHA256", to: other)
        try change(attempt.appendingPathComponent("attempt.json"), "instructionSet", to: "another")
        let output = try study.rerun("patchify")
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardOutput.contains("attempt 2 and attempt 1 came to other bits, top-1 "))
        #expect(output.standardOutput.contains("(+0.00 points). What differs: instruction set another, now "))
    }

    @Test func killedInTheMiddleTheSameCommandGoesOn() throws {
        let study = try TinyStudy(["patchify"], epochs: 3)
        #expect(try study.run().status == 0)
        // After the first epoch's checkpoint.
        #expect(try study.rerun("patchify", fault: "training-step:6=kill-both").status == SIGKILL)
        let output = try study.rerun("patchify")
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardError.contains("resumed"))
        #expect(output.standardOutput.contains("attempt 2 and attempt 1 came to the same bits."))
        #expect(try study.query("SELECT count(*) FROM attempt").hasSuffix("\n2\n"))
    }

    @Test func aRunOfSeveralSeedsIsChosenByOne() throws {
        let study = try TinyStudy(["patchify"])
        #expect(try study.run("--seeds", "2").status == 0)
        let several = try study.rerun("patchify")
        #expect(several.status == 64)
        #expect(several.standardError.hasSuffix("has the runs of seeds 0, 1; choose one with --seed.\n"))
        let output = try study.rerun("patchify", "--seed", "1")
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardError.contains("patchify seed 1: started again"))
        #expect(try study.rerun("nothing").status == 64)
    }

    /// The run stays when its study has gone.
    @Test func aRunThatNoStudyAsksForIsRunAgainByItsDigits() throws {
        let study = try TinyStudy(["patchify"])
        #expect(try study.run().status == 0)
        let run = try #require(try study.status().runs.first).identitySha256
        try FileManager.default.removeItem(at: study.results.appendingPathComponent("studies"))
        try FileManager.default.removeItem(at: study.results.appendingPathComponent("ablate.sqlite"))
        let output = try study.rerun(String(run.prefix(8)))
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardOutput.contains("came to the same bits."))
    }
}
