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
    case unusable(path: String, detail: String, remedy: StorageRemedy?)
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
            "There is no results database at \(path); run a study first, or name its folder with --results."
        case .lost(let path, let folder):
            "There is no results database at \(path), but there are runs beside it; "
                + "`\(Program.name) gather --rebuild --results '\(folder)'` makes it anew from them."
        case .notGathered(let path, let folder):
            "\(path) holds no study, but there are runs beside it; "
                + "`\(Program.name) gather --results '\(folder)'` brings them in."
        case .notADatabase(let path):
            "\(path) should be an SQLite database but is another kind of file; move it away, then "
                + "`\(Program.name) gather --rebuild` makes the database anew from the results folder."
        case .foreign(let path):
            "\(path) is an SQLite database that holds other tables than Ablate's; move it away or choose "
                + "another results folder."
        case .newerSchema(let path, let found, let known):
            "\(path) has schema \(found), but this version of Ablate knows schemas up to \(known); use the "
                + "newer version that wrote it, or another results folder."
        case .damaged(let path, let detail):
            "\(path) is damaged (\(detail)); `\(Program.name) gather --rebuild` makes the database anew from the "
                + "results folder."
        case .busy(let path):
            "\(path) is held by another process; wait until that has finished or close it, then try again."
        case .unusable(let path, let detail, let remedy):
            "\(path) could not be used (\(detail))" + (remedy.map { "; \($0.rawValue)." } ?? ".")
        case .nothingToRebuildFrom(let folder, let runs, let studies):
            "'\(folder)' holds no attempt from which its database, "
                + Self.contents(runs: runs, studies: studies)
                + ", could be made anew; nothing was changed. Bring its 'runs' folder back, or move the database away "
                + "if an empty one is wanted."
        case .meaninglessStep(let study, let step, let detail):
            "Step '\(step)' of study '\(study)' is no network: \(detail)"
        case .emptyQuery:
            "The query is empty; give one SELECT statement, or a name from `\(Program.name) query --list`."
        case .severalStatements:
            "The query holds more than one statement; give one SELECT at a time."
        case .changingQuery:
            "The query is not a SELECT; `\(Program.name) query` only reads, and nothing was changed."
        case .malformedParameter(let text):
            "--set takes a parameter and its value as name=value, but is '\(text)'."
        case .repeatedParameter(let name):
            "--set gives the parameter \(name) more than once; give it one value."
        case .unknownParameter(let name, let known):
            known.isEmpty
                ? "The query has no parameters, but --set gives \(name)."
                : "The query has no parameter \(name); it has \(known.joined(separator: ", "))."
        case .missingParameters(let names):
            "The query needs a value for \(names.map { ":" + $0 }.joined(separator: ", ")); give "
                + "\(names.map { "--set \($0)=VALUE" }.joined(separator: " "))."
        case .parameterType(let name, let expected, let found):
            "The parameter \(name) must be \(expected), but is '\(found)'."
        case .positionalParameter:
            "The query has a parameter without a :name; write it as :name and give its value with "
                + "--set name=VALUE."
        case .unknownName(let kind, let name, let known):
            known.isEmpty
                ? "There is no \(kind) '\(name)': the database holds none yet; run a study first."
                : "There is no \(kind) '\(name)' in the database"
                    + NearestNames.ending(name, among: known, atMost: 2)
        case .invalidQuery(let detail):
            "The query failed (\(detail)); `sqlite3 ablate.sqlite .schema` shows tables and views, and "
                + "`\(Program.name) query --list` ready-made queries."
        }
    }

    private static func contents(runs: Int?, studies: Int?) -> String {
        guard let runs, let studies else { return "which cannot be read" }
        return "which holds \(runs) \(runs == 1 ? "run" : "runs") and \(studies) "
            + (studies == 1 ? "study" : "studies")
    }

    /// Exit status of a command that met it, after `sysexits.h`.
    package var exitStatus: Int32 {
        switch self {
        case .malformedParameter, .repeatedParameter, .unknownParameter, .missingParameters, .parameterType,
            .positionalParameter, .unknownName:
            64
        case .notADatabase, .foreign, .newerSchema, .damaged, .nothingToRebuildFrom, .meaninglessStep,
            .emptyQuery,
            .severalStatements, .changingQuery, .invalidQuery:
            65
        case .missing, .lost, .notGathered: 66
        case .unusable: 74
        case .busy: 75
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
            default:
                self = .unusable(path: path, detail: detail, remedy: StorageRemedy(error.resultCode))
            }
        default:
            self = .unusable(path: path, detail: (error as NSError).localizedDescription, remedy: nil)
        }
    }
}

/// What can be done where a file cannot be read or written.
package enum StorageRemedy: String, Hashable, Sendable {
    case freeSpace = "free some space on its file system, then run the same command again"
    case permissions = "make the file and its folder readable and writable for this user"
    case fileSystem = "look after the disk or the network file system that it lies on"
    case memory = "give the process more memory"

    /// `nil` where SQLite's words say all that is known.
    init?(_ code: ResultCode) {
        switch code {
        case .SQLITE_FULL: self = .freeSpace
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .permissions
        case .SQLITE_IOERR, .SQLITE_PROTOCOL: self = .fileSystem
        case .SQLITE_NOMEM: self = .memory
        default: return nil
        }
    }
}
