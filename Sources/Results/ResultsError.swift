import AblateWords
import Foundation
import GRDB

/// Why the results database could not be used, as a sentence with what to do.
package enum ResultsError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    /// There is none, though there are runs that were in it.
    case lost(path: String, folder: String)
    /// It does not have the runs of its folder.
    case notGathered(path: String, folder: String)
    case notADatabase(path: String)
    case foreign(path: String)
    case newerSchema(path: String, found: Int, known: Int)
    case damaged(path: String, detail: String)
    case busy(path: String)
    case unusable(path: String, detail: String, remedy: Remedy?)
    /// The folder holds nothing that its database, of so many runs and studies (`nil` when it cannot be read), could
    /// be made from.
    case nothingToRebuildFrom(folder: String, runs: Int?, studies: Int?)
    case meaninglessStep(study: String, step: String, detail: String)
    case emptyQuery
    case severalStatements
    case changingQuery
    case malformedParameter(String)
    case repeatedParameter(name: String)
    case unknownParameter(name: String, known: [String])
    case missingParameters(names: [String])
    case parameterType(name: String, expected: String, found: String)
    case positionalParameter
    /// Nothing of this kind (a study, a step) has that name.
    case unknownName(kind: String, name: String, known: [String])
    case invalidQuery(detail: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "There is no results database at \(path); run a study first, or \(Remedy.nameResultsFolder)."
        case .lost(let path, let folder):
            "There is no results database at \(path), but there are runs beside it; "
                + "\(Remedy.rebuildDatabase(results: folder))."
        case .notGathered(let path, let folder):
            "\(path) holds no study, but there are runs beside it; "
                + "\(Remedy.gather(results: folder))."
        case .notADatabase(let path):
            "\(path) should be an SQLite database but is another kind of file; move it away, then "
                + "\(Remedy.rebuildDatabase(results: nil))."
        case .foreign(let path):
            "\(path) is an SQLite database that holds other tables than Ablate's; move it away or choose "
                + "another results folder."
        case .newerSchema(let path, let found, let known):
            "\(path) has schema \(found), but this version of Ablate knows schemas up to \(known); use the "
                + "newer version that wrote it, or another results folder."
        case .damaged(let path, let detail):
            "\(path) is damaged (\(detail)); "
                + "\(Remedy.rebuildDatabase(results: nil))."
        case .busy(let path):
            "\(path) is held by another process; wait until that has finished or close it, then try again."
        case .unusable(let path, let detail, let remedy):
            "\(path) could not be used (\(detail))" + (remedy.map { "; \($0)." } ?? ".")
        case .nothingToRebuildFrom(let folder, let runs, let studies):
            "'\(folder)' holds no attempt from which its database, "
                + Self.contents(runs: runs, studies: studies)
                + ", could be made anew; nothing was changed. Bring its 'runs' folder back, or move the database away "
                + "if an empty one is wanted."
        case .meaninglessStep(let study, let step, let detail):
            "Step '\(step)' of study '\(study)' is no network: \(detail)"
        case .emptyQuery:
            "The query is empty; \(Remedy.nameQuery)."
        case .severalStatements:
            "The query holds more than one statement; give one SELECT at a time."
        case .changingQuery:
            "The query is not a SELECT; queries only read, and nothing was changed."
        case .malformedParameter(let text):
            "A parameter and its value are written name=value, but found '\(text)'."
        case .repeatedParameter(let name):
            "The parameter \(name) is given more than once; give it one value."
        case .unknownParameter(let name, let known):
            known.isEmpty
                ? "The query has no parameters, but \(name) is given."
                : "The query has no parameter \(name); it has \(known.joined(separator: ", "))."
        case .missingParameters(let names):
            "The query needs a value for \(names.map { ":" + $0 }.joined(separator: ", ")); "
                + "\(Remedy.giveParameters(names))."
        case .parameterType(let name, let expected, let found):
            "The parameter \(name) must be \(expected), but is '\(found)'."
        case .positionalParameter:
            "The query has a parameter without a :name; "
                + "\(Remedy.nameParameter)."
        case .unknownName(let kind, let name, let known):
            known.isEmpty
                ? "There is no \(kind) '\(name)': the database holds none yet; run a study first."
                : "There is no \(kind) '\(name)' in the database"
                    + NearestNames.ending(name, among: known, atMost: 2)
        case .invalidQuery(let detail):
            "The query failed (\(detail)); "
                + "\(Remedy.exploreDatabase)."
        }
    }

    private static func contents(runs: Int?, studies: Int?) -> String {
        guard let runs, let studies else { return "which cannot be read" }
        return "which holds \(Units.plural(runs, "run")) and \(Units.plural(studies, "study", "studies"))"
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
            default:
                self = .unusable(path: path, detail: detail, remedy: Remedy(error.resultCode))
            }
        default:
            self = .unusable(path: path, detail: (error as NSError).localizedDescription, remedy: nil)
        }
    }
}

extension Remedy {
    /// `nil` where SQLite's words say all that is known.
    fileprivate init?(_ code: ResultCode) {
        switch code {
        case .SQLITE_FULL: self = .freeSpace
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .givePermissions
        case .SQLITE_IOERR, .SQLITE_PROTOCOL: self = .repairFileSystem
        case .SQLITE_NOMEM: self = .giveMemory
        default: return nil
        }
    }
}
