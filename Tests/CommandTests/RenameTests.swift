import Foundation
import Testing

/// `ablate rename`: another label for the same study, wherever it is cut off.
struct RenameTests {
    let study: TinyStudy

    init() throws {
        study = try TinyStudy(["resnet-50"])
        #expect(try study.run().status == 0)
    }

    private func rename(_ old: String, _ new: String, fault: String? = nil) throws -> Ablate.Output {
        try Ablate.run(
            ["rename", old, new, "--results", study.results.path],
            environment: fault.map { ["ABLATE_FAULT": $0] } ?? [:])
    }

    private func name() throws -> String {
        let output = try Ablate.run(["studies", "--format", "json", "--results", study.results.path])
        let rows =
            try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [[String: Any]]
        #expect(rows?.count == 1 && rows?.first?["done"] as? Int == 1)
        return try #require(rows?.first?["study"] as? String)
    }

    private func isWhole(under name: String) throws {
        #expect(try self.name() == name)
        #expect(try study.query("SELECT name FROM study") == "name\n\(name)\n")
        #expect(try study.query("SELECT study, n FROM v_step") == "study,n\n\(name),1\n")
        #expect(try study.query("SELECT count(*) FROM attempt").hasSuffix("\n1\n"))
        #expect(try study.query("SELECT * FROM pragma_integrity_check").hasSuffix("\nok\n"))
    }

    @Test func aStudyHasItsNewNameEverywhere() throws {
        let old = try name()
        let output = try rename(old, "short")
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardOutput == "The study '\(old)' is now called 'short'.\n")
        try isWhole(under: "short")
        #expect(study.results.appendingPathComponent("studies/short.json").isFile)
        #expect(!study.results.appendingPathComponent("studies/\(old).json").isFile)
        let asked = try Ablate.run(["status", old, "--results", study.results.path])
        #expect(asked.status == 64)
        #expect(asked.standardError == "The study '\(old)' was renamed; it is called 'short' now.\n")
        // The same flags go on with it, and the database made anew says the same.
        #expect(try study.run().status == 0)
        try isWhole(under: "short")
        let rebuilt = try Ablate.run(["gather", "--rebuild", "--results", study.results.path])
        #expect(rebuilt.status == 0)
        try isWhole(under: "short")
        // There and back, in capitals, too.
        for name in ["Short", old] {
            #expect(try rename(try self.name(), name).status == 0)
            try isWhole(under: name)
        }
    }

    @Test(
        arguments: [
            "study-write", "study-half", "study-rename", "study-renamed", "rename-file", "rename-database",
        ], [true, false])
    func killedAnywhereItLosesNothing(point: String, isTriedAgain: Bool) throws {
        let old = try name()
        let killed = try rename(old, "short", fault: "\(point)=kill")
        #expect(killed.status == SIGKILL)
        let now = try name()
        #expect(now == (["study-write", "study-half", "study-rename"].contains(point) ? old : "short"))
        if isTriedAgain {
            #expect(try rename(old, "short").status == 0)
            try isWhole(under: "short")
        } else {
            #expect(try study.run().status == 0)
            try isWhole(under: now)
            #expect(try Ablate.run(["gather", "--results", study.results.path]).status == 0)
            try isWhole(under: now)
        }
    }

    @Test func whatCannotBeIsOneSentence() throws {
        let old = try name()
        study.epochs = 2
        #expect(try study.run("--name", "two").status == 0)
        for (from, to, sentence) in [
            (old, "a b", "The new name must be letters, digits"),
            (old, old, "The study is called '\(old)' already"),
            (old, "two", "The name 'two' belongs to another study"),
            ("none", "other", "There is no study 'none' in "),
        ] {
            let output = try rename(from, to)
            #expect(
                output.status == 64 && output.standardError.hasPrefix(sentence), "\(output.standardError)")
            #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        }
        #expect(try study.query("SELECT name FROM study ORDER BY name").contains("\ntwo\n"))
        let nowhere = try Ablate.run(["rename", "a", "b", "--results", study.folder.path + "/nowhere"])
        #expect(nowhere.status == 66)
    }
}
