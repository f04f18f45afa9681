import Foundation

/// The built executable, run as a user would run it.
enum Ablate {
    struct Output: Sendable {
        let status: Int32
        let standardOutput: String
        let standardError: String
    }

    /// Runs `ablate ARGUMENTS…` to its end.
    ///
    /// - Parameters:
    ///   - environment: replaces or adds to this process's variables.
    ///   - program: another one in its place, such as a shell that is to start it.
    ///   - wrapper: a program and its arguments that runs what follows them.
    /// - Throws: when the executable cannot be started or its output is not kept.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil,
        program: URL = executable, through wrapper: [String] = []
    ) throws -> Output {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "ablate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }

        // Files and not pipes: a child that fills one pipe while the other is read would wait for ever.
        let outputs = try ["stdout", "stderr"].map { name in
            let url = scratch.appending(path: name)
            try Data().write(to: url)
            return (url: url, handle: try FileHandle(forWritingTo: url))
        }
        let process = Process()
        let words = wrapper + [program.path] + arguments
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = outputs[0].handle
        process.standardError = outputs[1].handle
        try process.run()
        process.waitUntilExit()

        let texts = try outputs.map { output in
            try output.handle.close()
            return String(decoding: try Data(contentsOf: output.url), as: UTF8.self)
        }
        return Output(
            status: process.terminationStatus, standardOutput: texts[0], standardError: texts[1])
    }

    /// `ablate` beside the test bundle, where the package manager builds both.
    static var executable: URL {
        let bundles =
            [Bundle.main.bundleURL, Bundle.main.executableURL].compactMap(\.self)
            + Bundle.allBundles.map(\.bundleURL)
        for bundle in bundles {
            var folder = bundle
            // A bundle is a folder of folders on macOS and a plain file on Linux.
            for _ in 0..<5 {
                let candidate = folder.appending(path: "ablate")
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder),
                    !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate.path)
                {
                    return candidate
                }
                folder = folder.deletingLastPathComponent()
            }
        }
        preconditionFailure("No executable 'ablate' beside the test bundle; looked around \(bundles).")
    }
}
