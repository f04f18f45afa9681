import Foundation
import Testing

/// A study of seconds on 40 images of noise, in a folder that is removed at the end of a test.
final class TinyStudy {
    let folder: URL
    /// Where the results are; may be another file system.
    let results: URL
    let data: URL
    var steps: [String]
    var epochs: Int

    /// Where passages of fault points are counted.
    var faultLog: URL { folder.appendingPathComponent("faults") }

    init(_ steps: [String] = ["resnet-50", "patchify"], epochs: Int = 1) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-tiny-\(UUID().uuidString)")
        data = folder.appendingPathComponent("data")
        results = folder.appendingPathComponent("results")
        self.steps = steps
        self.epochs = epochs
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try writeImages(40, "train")
        try writeImages(20, "t10k")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Two IDX files: images of 28×28 pixels and their labels.
    private func writeImages(_ count: UInt8, _ part: String) throws {
        var state: UInt32 = 1
        let pixels = (0..<Int(count) * 784).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28]
        try Data(header + pixels).write(to: data.appendingPathComponent("\(part)-images-idx3-ubyte"))
        let labels = [0, 0, 8, 1, 0, 0, 0, count] + (0..<count).map { $0 % 10 }
        try Data(labels).write(to: data.appendingPathComponent("\(part)-labels-idx1-ubyte"))
    }

    // MARK: Commands

    /// The study in words of a command line.
    var study: [String] { study(in: results) }

    /// The same in another results folder.
    func study(in results: URL) -> [String] {
        [
            "quick", "--train-images", "40", "--test-images", "20", "--batch-size", "10", "--epochs",
            "\(epochs)", "--steps", steps.joined(separator: ","), "--data", data.path, "--results",
            results.path,
        ]
    }

    private func environment(_ fault: String?) -> [String: String] {
        fault.map { ["ABLATE_FAULT": $0, "ABLATE_FAULT_LOG": faultLog.path] } ?? [:]
    }

    /// `ablate run`, to its end.
    ///
    /// - Parameters:
    ///   - fault: what ABLATE_FAULT says, once over all processes.
    ///   - wrapper: a program and its arguments that runs what follows them.
    func run(
        _ flags: String..., fault: String? = nil, through wrapper: [String] = []
    ) throws -> Ablate.Output {
        try Ablate.run(
            ["run"] + study + ["--threads", "1", "--jobs", "1"] + flags, environment: environment(fault),
            through: wrapper)
    }

    /// `ablate run`, begun; its standard error is in `error.txt`.
    func begin(_ flags: String..., fault: String? = nil, log: String = "error.txt") throws -> Process {
        // Tests started in the background of a script ignore interrupts and would pass that on.
        signal(SIGINT, SIG_DFL)
        let process = Process()
        process.executableURL = Ablate.executable
        process.arguments = ["run"] + study + ["--threads", "1", "--jobs", "1"] + flags
        process.environment = ProcessInfo.processInfo.environment.merging(environment(fault)) { $1 }
        let file = folder.appendingPathComponent(log)
        try Data().write(to: file)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: file)
        try process.run()
        return process
    }

    /// `ablate rerun`, to its end.
    func rerun(_ run: String, _ flags: String..., fault: String? = nil) throws -> Ablate.Output {
        try Ablate.run(
            ["rerun", run, "--threads", "1", "--data", data.path, "--results", results.path] + flags,
            environment: environment(fault))
    }

    func said(_ log: String = "error.txt") throws -> String {
        try String(contentsOf: folder.appendingPathComponent(log), encoding: .utf8)
    }

    struct Status: Decodable {
        struct Run: Decodable {
            var step: String
            var state: String
            var epoch: Int?
            var epochStep: Int?
            var process: Int32?
            var reason: String?
            var log: String?
            var identitySha256: String
        }
        var counts: [String: Int]
        var runs: [Run]
    }

    func status() throws -> Status {
        let output = try Ablate.run(["status"] + study + ["--format", "json"])
        #expect(output.status == 0, "\(output.standardError)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Status.self, from: Data(output.standardOutput.utf8))
    }

    /// `ablate status` as people read it.
    func statusText() throws -> String { try Ablate.run(["status"] + study).standardOutput }

    func query(_ sql: String) throws -> String {
        let output = try Ablate.run(["query", sql, "--format", "csv", "--results", results.path])
        #expect(output.status == 0, "\(output.standardError)")
        return output.standardOutput
    }

    /// The folder of an attempt of the only run of `step`.
    func attempt(_ step: String, _ number: Int = 1) throws -> URL {
        let run = try #require(try status().runs.first { $0.step == step })
        return results.appendingPathComponent("runs/\(run.identitySha256.prefix(16))/attempt-\(number)")
    }
}
