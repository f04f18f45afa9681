import AblateDatasets
import ArgumentParser
import Foundation

/// What the program is given from outside: arguments, variables of the environment, the folder it works in. All of it is
/// text here, and what cannot be is refused before anything is read or written: made to fit, a path would name another
/// file.
enum StartArguments {
    /// Arguments, without the program's name: as they were given, but for `~` at the start of paths.
    ///
    /// - Throws: an exit status of 64 after one sentence on standard error.
    static func checked() throws -> [String] {
        if let folder = getcwd(nil, 0) {
            defer { free(folder) }
            try check(folder) { "The folder '\($0)' that the program was started in" }
        }
        for name in pathVariables {
            guard let value = getenv(name) else { continue }
            try check(value) { "The environment variable \(name) ('\($0)')" }
            // The processes that are started hear of it as well.
            setenv(name, try HomeFolder.expanded(String(cString: value), name), 1)
        }
        let given = CommandLine.unsafeArgv
        for index in 1..<max(Int(CommandLine.argc), 1) {
            if let argument = given[index] { try check(argument) { "The argument '\($0)'" } }
        }
        return try HomeFolder.expanded(in: Array(CommandLine.arguments.dropFirst()))
    }

    /// Variables of the environment that hold a path.
    private static let pathVariables = ["ABLATE_DATA", "ABLATE_RESULTS"]

    private static func check(_ text: UnsafePointer<CChar>, _ subject: (String) -> String) throws {
        guard String(validatingCString: text) == nil else { return }
        let bytes = UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init(bitPattern:))
        throw ExitCode.usage(
            "\(subject(PathBytes(bytes).text)) is not UTF-8, as every name must be that is written here; rename what it "
                + "names, or give it by a link whose name is UTF-8.")
    }
}
