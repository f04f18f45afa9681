import AblateRunner
import ArgumentParser
import Foundation

/// The folder that results are kept in.
struct ResultsOptions: ParsableArguments {
    /// As the command line names it.
    @Option(
        name: .customLong("results"),
        help: "Folder that the results are kept in. (default: what ABLATE_RESULTS names, else results)",
        completion: .directory)
    var given: String?

    /// The environment variable that names the folder where the command line does not.
    static let variable = "ABLATE_RESULTS"

    /// Where the command line names none.
    static var defaultPath: String {
        ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? "results"
    }

    var path: String { given ?? Self.defaultPath }

    /// - Throws: an exit status of 64 after one sentence on standard error when it is a file.
    func folder() throws -> ResultsFolder {
        _ = try url()
        return ResultsFolder(path)
    }

    /// - Throws: as ``folder()``.
    func url() throws -> URL {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            let place = given == nil ? Self.variable : "--results"
            throw ExitCode.usage("\(place) must name a folder, but '\(path)' is a file.")
        }
        return URL(fileURLWithPath: path, isDirectory: true)
    }
}
