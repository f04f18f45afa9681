import AblateRunner
import ArgumentParser
import Foundation

extension ResultsOptions {
    /// The folder, for a command that makes none.
    ///
    /// - Throws: an exit status of 64 when it is a file, 66 when it is not there, after one sentence.
    func existingFolder() throws -> ResultsFolder {
        let folder = try folder()
        guard FileManager.default.fileExists(atPath: folder.url.path) else {
            throw ExitCode.failure(
                "There is no results folder at '\(folder.url.path)'; run a study first, or name its folder with "
                    + "--results.", status: 66)
        }
        return folder
    }
}
