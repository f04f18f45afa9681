import Foundation
import Testing

/// The package of a user's own, in Tests/Packages/MyStudies: every command works on its studies.
///
/// `make test` builds it before the tests, once.
@Suite(
    .enabled(if: Example.isBuilt, "Tests/Packages/MyStudies is not built; `make test` builds it."),
    .serialized)
struct ExampleTests {
    private static let example = Result { try Example() }

    /// A command's standard output; it must end well.
    private func answer(_ arguments: String..., to place: SourceLocation = #_sourceLocation) throws -> String
    {
        let output = try Self.example.get().run(arguments)
        #expect(output.status == 0, "\(output.error)", sourceLocation: place)
        #expect(!(output.output + output.error).contains("ablate "), sourceLocation: place)
        return output.output
    }

    @Test func itsRoadmapIsListedAndShown() throws {
        let rows = try answer("list", "--format", "csv").split(separator: "\n")
        #expect(rows.count == 5)
        #expect(rows[2].hasPrefix("wider,twice the width,tiny,false,false,plain,"))
        #expect(rows[2].contains("width 8 → 16"))
        #expect(try answer("list").contains("notebook GMACs (Plain regime)"))
        #expect(try answer("show", "kernel-5").contains("stem.conv"))
        #expect(try answer("recipe", "list").contains("A small recipe of one epoch"))
        #expect(try answer("recipe", "show", "brief").contains("learningRate"))
    }

    @Test func aRunIsPlannedTrainedAndReported() throws {
        let results = try Self.example.get().folder.appendingPathComponent("results").path
        let data = try Self.example.get().images.path
        #expect(
            try answer("plan", "shapes", "--data", data, "--results", results).contains("4 rows with 2 seeds")
        )
        let table = try answer("run", "shapes", "--data", data, "--results", results)
        #expect(table.contains("\nwider ") && table.contains("\n(kernel-7)"))
        #expect(try answer("status", "shapes", "--data", data, "--results", results).contains("8 done"))
        #expect(try answer("compare", "plain", "wider", "--results", results).contains("width"))
        let counts = try answer(
            "query", "SELECT id, n, top1_mean > 0.5 FROM v_step ORDER BY position", "--format", "csv",
            "--results", results)
        #expect(
            counts.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] } == [
                "2", "2", "2", "2",
            ])
        #expect(try answer("export", "--results", results).split(separator: "\n").count == 9)
        let report = try answer(
            "report", "shapes", "--format", "markdown", "-o", "-", "--results", results, "--data", data)
        #expect(report.contains("the notebook's") && report.contains("Its images were larger."))
        for word in ["the paper", "ImageNet", "ConvNeXt", "Figure 2"] {
            #expect(!report.contains(word), "\(word)")
        }
        #expect(
            try answer("studies", "--format", "csv", "--results", results).split(separator: "\n").count == 2)
    }

    @Test func aFormatOfItsOwnIsADataSetLikeOthers() throws {
        let images = try Self.example.get().images.path
        let list = try answer("data", "list", "--data", images, "--format", "csv").split(separator: "\n")
        #expect(list.contains { $0.hasPrefix("raw-shapes,true,\(images),300,120,3,322980,") })
        #expect(
            try answer("data", "check", "raw-shapes", "--data", images, "--format", "csv") == "path,fault\n")
        let results = try Self.example.get().folder.appendingPathComponent("raw").path
        let table = try answer(
            "run", "shapes", "--dataset", "raw-shapes", "--data", images, "--steps", "plain,wider", "--seeds",
            "1",
            "--results", results)
        #expect(table.contains("\nwider "))
        let missing = try Self.example.get().run(["data", "check", "raw-shapes", "--data", "nowhere"])
        #expect(missing.status == 66 && missing.error.contains("nowhere/train.raw exists but") == false)
        let unknown = try Self.example.get().run(["plan", "shapes", "--dataset", "raw-shape"])
        #expect(unknown.status == 64 && unknown.error.contains("did you mean 'raw-shapes'"))
    }

    /// A family that Ablate does not have, with a block written in the package.
    @Test func aFamilyOfItsOwnIsListedTrainedAndReported() throws {
        let rows = try answer("list", "--study", "mobile", "--format", "csv").split(separator: "\n")
        #expect(rows.count == 4)
        #expect(rows[2].contains("hasGates false → true"))
        #expect(
            rows[3].hasPrefix("plain,Plain,tiny,true,true,gates,")
                && rows[3].contains("family mobilenet → convnet"))
        #expect(try answer("show", "gates", "--study", "mobile").contains("stages.1.blocks.1.gate.reduce"))
        let results = try Self.example.get().folder.appendingPathComponent("mobile").path
        let data = try Self.example.get().images.path
        let table = try answer("run", "mobile", "--data", data, "--results", results)
        #expect(table.contains("\ngates ") && table.contains("\n(plain)"))
        // Once more from the folder alone.
        let gathered = try answer("gather", "--rebuild", "--results", results)
        #expect(gathered.contains("6"))
        let compared = try answer("compare", "gates", "plain", "--results", results)
        for word in ["family", "mobilenet", "convnet", "hasGates", "block.kernelSize"] {
            #expect(compared.contains(word), "\(word)")
        }
        let report = try answer(
            "report", "mobile", "--format", "markdown", "-o", "-", "--results", results, "--data", data)
        #expect(report.contains("Beside other networks") && report.contains("P(A>B)"))
    }

    @Test func countsAreVerifiedAndRowsTimed() throws {
        #expect(try answer("verify", "--format", "csv").contains("Notebook 7,tiny,wider"))
        let rows = try answer(
            "benchmark", "--count", "1", "--batch", "4", "--steps", "plain", "--format", "csv")
        #expect(rows.split(separator: "\n").count == 2)
    }

    @Test func itSpeaksOfItselfByItsOwnName() throws {
        let help = try answer("--help")
        #expect(help.contains("USAGE: mystudies <subcommand>") && help.contains("mystudies run "))
        let refused = try Self.example.get().run(["run", "shape"])
        #expect(refused.status == 64)
        #expect(refused.error.contains("did you mean 'shapes'"))
    }
}

/// The built example with images of its own.
struct Example {
    let folder: URL
    var images: URL { folder.appendingPathComponent("images") }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let package = tests.appendingPathComponent("Packages/MyStudies")
    /// In the folder of the repository's own build, whose parts it is made of.
    private static let program = tests.deletingLastPathComponent().appendingPathComponent(
        ".build/release/mystudies")

    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: program.path) }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("example-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = Self.package.appendingPathComponent("make_images.py").path
        let output = try Self.run("/usr/bin/env", ["python3", script, images.path], in: folder)
        try #require(output.status == 0, "\(output.error)")
    }

    func run(_ arguments: [String]) throws -> (status: Int32, output: String, error: String) {
        try Self.run(Self.program.path, arguments, in: folder)
    }

    private static func run(
        _ program: String, _ arguments: [String], in folder: URL
    ) throws -> (status: Int32, output: String, error: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        // Files and not pipes: a child that fills one while the other is read would wait for ever.
        let files = try ["output", "error"].map { name in
            let url = folder.appendingPathComponent("\(name)-\(UUID().uuidString)")
            try Data().write(to: url)
            return url
        }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return (process.terminationStatus, texts[0], texts[1])
    }
}
