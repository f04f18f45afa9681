import Foundation
import Testing

/// What a person sees, on terminals of several sizes.
@Suite struct TerminalTests {
    private func run(_ study: TinyStudy, columns: Int, rows: Int = 10, jobs: Int = 2) throws -> PseudoTerminal
    {
        try PseudoTerminal(
            columns: columns, rows: rows, ["run"] + study.study + ["--threads", "1", "--jobs", "\(jobs)"])
    }

    /// Lines that move begin with a step or a count of runs, which nothing else does, and have no final full stop.
    private func debris(_ screen: TerminalScreen) -> [String] {
        screen.lines.filter { line in
            line.contains("  starting") || line.contains("  testing") || line.contains("░")
                || line.contains("¿")
                || line.hasPrefix("… and ") || line.contains("^C") || line.contains("images/s")
                || line.wholeMatch(of: /\d+\/\d+ runs(  .*)?/) != nil
        }
    }

    @Test(arguments: [40, 80, 200]) func aFinishedRunLeavesSentencesAndTheTable(columns: Int) throws {
        let study = try TinyStudy(epochs: 8)
        let terminal = try run(study, columns: columns)
        try terminal.wait(for: "a line that moves") { $0.text.contains("epoch ") }
        #expect(!terminal.screen.hasBrokenLines)
        #expect(terminal.finish() == 0)
        #expect(debris(terminal.screen).isEmpty, "\(terminal.screen.text)")
        let lines = terminal.screen.lines
        #expect(lines.contains { $0.hasPrefix("resnet-50 seed 0: top-1 ") })
        let table = lines.drop { !$0.hasPrefix("step ") }.prefix { $0 != "" }
        #expect(table.count == 4 && table.allSatisfy { $0.count <= columns }, "\(terminal.screen.text)")
    }

    @Test func anInterruptStandsOnALineOfItsOwn() throws {
        let study = try TinyStudy(["resnet-50"], epochs: 500)
        let terminal = try run(study, columns: 80)
        try terminal.wait(for: "training") { $0.text.contains("epoch ") }
        terminal.type("\u{3}")
        terminal.process.interrupt()
        #expect(terminal.finish() == 130)
        for line in [
            "Stopping after the current batch; a second request stops at once.",
            "resnet-50 seed 0: stopped, to be resumed", "Stopped; run the same command again to go on.",
        ] {
            #expect(terminal.screen.lines.contains(line), "\(terminal.screen.text)")
        }
        #expect(debris(terminal.screen).isEmpty, "\(terminal.screen.text)")
    }

    @Test func moreProcessesThanRowsAreCounted() throws {
        let study = try TinyStudy(["resnet-50", "patchify", "depthwise", "width", "invert"], epochs: 10)
        let terminal = try run(study, columns: 80, rows: 5, jobs: 5)
        try terminal.wait(for: "a line for those that are not shown") { $0.text.contains("… and 3 more") }
        #expect(terminal.finish() == 0)
        #expect(debris(terminal.screen).isEmpty, "\(terminal.screen.text)")
    }

    @Test(arguments: [(200, 40), (40, 200)]) func anotherWidthLeavesNothingBehind(before: Int, after: Int)
        throws
    {
        let study = try TinyStudy(epochs: 30)
        let terminal = try run(study, columns: before)
        try terminal.wait(for: "training") { $0.text.contains("epoch ") }
        terminal.resize(columns: after, rows: 10)
        #expect(terminal.finish() == 0)
        #expect(debris(terminal.screen).isEmpty, "\(terminal.screen.text)")
    }

    @Test(arguments: [40, 80, 200]) func tablesAreNoWiderThanTheTerminal(columns: Int) throws {
        let study = try TinyStudy()
        #expect(try study.run("--name", "tiny").status == 0)
        let results = ["--results", study.results.path]
        var commands: [[String]] = [
            ["list"], ["list", "--regime", "resnet-200"], ["show", "kernel-7"], ["recipe", "list"],
            ["recipe", "show", "enhanced"], ["data", "list"], ["query", "--list"],
        ]
        commands += [["compare", "resnet-50", "patchify"] + results, ["clean", "--dry-run"] + results]
        // Their sentences have the folder's path, which is longer than forty characters here.
        if columns > 40 {
            commands += [["remove", "tiny/patchify", "--dry-run"] + results, ["studies"] + results]
        }
        for name in ["deltas", "steps", "studies", "seeds", "provenance", "layers"] {
            commands.append(["query", name] + results)
        }
        for arguments in commands {
            let terminal = try PseudoTerminal(columns: columns, rows: 10, arguments)
            #expect(terminal.finish() == 0)
            #expect(!terminal.screen.hasBrokenLines, "\(arguments) \(terminal.screen.text)")
            let wide = try PseudoTerminal(columns: 2000, rows: 10, arguments)
            _ = wide.finish()
            let piped = try Ablate.run(arguments)
            #expect(wide.screen.text == piped.standardOutput, "\(arguments)")
            let csv = arguments + ["--format", "csv"]
            let shown = try PseudoTerminal(columns: columns, rows: 10, csv)
            _ = shown.finish()
            let bytes = String(decoding: shown.received, as: UTF8.self).replacing("\r\n", with: "\n")
            #expect(try bytes == Ablate.run(csv).standardOutput, "\(arguments)")
        }
    }
}
