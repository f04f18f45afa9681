import Foundation
import GRDB

/// Why the results database could not be used, as a sentence with what to do.
public enum ResultsError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case notADatabase(path: String)
    case foreign(path: String)
    case newerSchema(path: String, found: Int, known: Int)
    case damaged(path: String, detail: String)
    case busy(path: String)
    case unusable(path: String, detail: String)
    case meaninglessStep(study: String, step: String, detail: String)
    case emptyQuery
    case severalStatements
    case changingQuery
    case queryWithParameters
    case invalidQuery(detail: String)

    public var description: String {
        switch self {
        case .missing(let path):
            "There is no results database at \(path); run a study first, or name its folder with --results."
        case .notADatabase(let path):
            "\(path) should be an SQLite database but is another kind of file; move it away, then "
                + "`ablate gather --rebuild` makes the database anew from the results folder."
        case .foreign(let path):
            "\(path) is an SQLite database that holds other tables than Ablate's; move it away or choose "
                + "another results folder."
        case .newerSchema(let path, let found, let known):
            "\(path) has schema \(found), but this version of Ablate knows schemas up to \(known); use the "
                + "newer version that wrote it, or another results folder."
        case .damaged(let path, let detail):
            "\(path) is damaged (\(detail)); `ablate gather --rebuild` makes the database anew from the "
                + "results folder."
        case .busy(let path):
            "\(path) is held by another process; wait until that has finished or close it, then try again."
        case .unusable(let path, let detail):
            "\(path) could not be used (\(detail)); check permissions and free space."
        case .meaninglessStep(let study, let step, let detail):
            "Step '\(step)' of study '\(study)' is no network: \(detail)"
        case .emptyQuery:
            "The query is empty; give one SELECT statement, or a name from `ablate query --list` with --saved."
        case .severalStatements:
            "The query holds more than one statement; give one SELECT at a time."
        case .changingQuery:
            "The query is not a SELECT; `ablate query` only reads, and nothing was changed."
        case .queryWithParameters:
            "The query has open parameters (such as ? or :name); write the values into it."
        case .invalidQuery(let detail):
            "The query failed (\(detail)); `sqlite3 ablate.sqlite .schema` shows tables and views, and "
                + "`ablate query --list` ready-made queries."
        }
    }

    /// What an error thrown while working on the database at `path` means.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as ResultsError:
            self = error
        case let error as DatabaseError:
            let detail = error.message ?? "SQLite code \(error.resultCode.rawValue)"
            switch error.resultCode {
            case .SQLITE_NOTADB: self = .notADatabase(path: path)
            case .SQLITE_CORRUPT: self = .damaged(path: path, detail: detail)
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
            default: self = .unusable(path: path, detail: detail)
            }
        default:
            self = .unusable(path: path, detail: (error as NSError).localizedDescription)
        }
    }
}
