import AblateReports
import AblateRunner
import Foundation

/// Where a report goes.
struct ReportFile {
    /// `nil` for standard output.
    let path: String?

    /// - Parameters:
    ///   - asked: as -o names it; `nil` for `reports/NAME.ENDING` in the results folder, or standard output for the
    ///     terminal's table.
    init(_ asked: String?, _ format: ReportFormat, name: String, resultsPath: String) {
        if let asked {
            path = asked == "-" ? nil : asked
        } else {
            path = format.fileExtension.map { ending in
                resultsPath + (resultsPath.hasSuffix("/") ? "" : "/")
                    + "reports/\(FileName.of(name)).\(ending)"
            }
        }
    }

    /// Writes the whole text or nothing, and prints the path.
    ///
    /// - Parameter isTold: whether the path is printed.
    /// - Throws: ``ExportFileError``.
    func write(_ text: String, isTold: Bool = true) throws {
        if let path {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            } catch {
                throw ExportFileError.cannotCreate(path: path, reason: RunnerError.reason(error))
            }
        }
        try ExportFile.write(Array("\(text)\n".utf8), to: path)
        if let path, isTold { print(path) }
    }
}
