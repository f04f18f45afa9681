import AblateArchitectures
import AblateReports
import AblateResults
import AblateRuns
import Foundation

/// A copy of the study that the repository holds with its database, removed at the end of a test: opening a database
/// of an older version would change it.
final class RecordedStudy: Sendable {
    static let name = "quick"
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-recorded-\(UUID().uuidString)", isDirectory: true)
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("results/quick-6-seeds")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: source.appendingPathComponent("ablate.sqlite"),
            to: url.appendingPathComponent("ablate.sqlite"))
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func report(options: StudyReport.Options = StudyReport.Options()) throws -> StudyReport {
        try StudyReport(Self.name, reader: ReportReader(folder: url)) { _ in options }
    }

    func rows(_ sql: String) throws -> [[QueryResult.Value]] {
        try ResultsReader(folder: url).rows(of: sql).rows
    }
}

extension StudyReport {
    /// What `--format json` prints, read as a program reads it.
    func parsedJSON() throws -> [String: JSONValue] {
        struct NoObject: Error {}
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(rendered(as: .json).utf8))
        guard case .object(let members) = value else { throw NoObject() }
        return members
    }
}

extension JSONValue {
    /// The rows of a table; empty for anything else.
    var rows: [[String: JSONValue]] {
        guard case .array(let items) = self else { return [] }
        return items.compactMap { if case .object(let members) = $0 { members } else { nil } }
    }

    var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .real(let real): real
        default: nil
        }
    }
}
