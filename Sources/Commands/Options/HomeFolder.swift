import ArgumentParser
import Foundation

/// `~` at the start of a path: the folder that `HOME` names, for every option and variable that holds a path. A shell does
/// the same, but not within `--data=~/images`, nor in variables set elsewhere.
enum HomeFolder {
    /// Options that hold a path.
    private static let pathOptions = ["--results", "--data", "--output", "-o", "--to", "--from"]

    /// Arguments with the paths among them expanded.
    ///
    /// - Throws: as ``expanded(_:_:)``.
    static func expanded(in arguments: [String]) throws -> [String] {
        var result: [String] = []
        for argument in arguments {
            if let option = result.last, pathOptions.contains(option), !result.contains("--") {
                result.append(try expanded(argument, option))
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, pathOptions.contains(String(parts[0])), !result.contains("--") {
                result.append("\(parts[0])=\(try expanded(String(parts[1]), String(parts[0])))")
            } else {
                result.append(argument)
            }
        }
        return result
    }

    /// - Parameter subject: the option or variable that holds the path.
    /// - Throws: an exit status of 64 after one sentence on standard error: for the home of another user, which is not
    ///   looked up, and without `HOME`.
    static func expanded(_ path: String, _ subject: String) throws -> String {
        guard path.hasPrefix("~") else { return path }
        guard path == "~" || path.hasPrefix("~/") else {
            throw ExitCode.usage(
                "\(subject) is '\(path)', but only one's own ~ is known here, by $HOME; give the whole path, or "
                    + "'./\(path)' for what is called so in this folder.")
        }
        guard let home = getenv("HOME").flatMap({ String(validatingCString: $0) }), !home.isEmpty else {
            throw ExitCode.usage("\(subject) is '\(path)', but $HOME names no folder; give the whole path.")
        }
        return home + path.dropFirst()
    }
}
