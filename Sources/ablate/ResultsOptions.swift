import ArgumentParser
import Foundation
import Runner

/// The folder that results are kept in.
struct ResultsOptions: ParsableArguments {
    @Option(name: .customLong("results"), help: "Folder that the results are kept in.")
    var path: String = "results"

    /// - Throws: an exit status of 64 after one sentence on standard error when it is a file.
    func folder() throws -> ResultsFolder {
        _ = try url()
        return ResultsFolder(path)
    }

    /// - Throws: as ``folder()``.
    func url() throws -> URL {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw ExitCode.usage("--results must name a folder, but '\(path)' is a file.")
        }
        return URL(fileURLWithPath: path, isDirectory: true)
    }
}
