import AblateArchitectures
import AblateRoadmaps
import AblateWords
import ArgumentParser

/// Rows of a roadmap as the command line names them.
enum StepNames {
    /// The row of that id.
    ///
    /// - Throws: an exit status of 64 after one sentence with the nearest ids.
    static func row(_ id: String, of roadmap: AnyRoadmap, in regime: Regime) throws -> AnyRoadmap.Row {
        if let row = roadmap.row(id) { return row }
        throw ExitCode.usage(
            "There is no step '\(id)' in the \(regime.id) regime"
                + NearestNames.ending(
                    id, among: roadmap.rows.map(\.id),
                    listing: "'\(Program.name) list --regime \(regime.id)' prints them all"))
    }

    /// The ids in a list separated by commas; `nil` when no list was given.
    ///
    /// - Throws: an exit status of 64 after one sentence.
    /// - Parameter others: ids beside those of the roadmap.
    static func ids(
        _ list: String?, of roadmap: AnyRoadmap, in regime: Regime, and others: [String] = []
    ) throws -> [String]? {
        guard let asked = try asked(list) else { return nil }
        for id in asked where !others.contains(id) { _ = try row(id, of: roadmap, in: regime) }
        return asked
    }

    /// The same for a recorded study.
    static func ids(_ list: String?, among ids: [String], of study: String) throws -> [String]? {
        guard let asked = try asked(list) else { return nil }
        for id in asked where !ids.contains(id) {
            throw ExitCode.usage(
                "The study '\(study)' has no step '\(id)'"
                    + NearestNames.ending(
                        id, among: ids,
                        listing: "'\(Program.name) query steps --set study=\(study)' lists them"))
        }
        return asked
    }

    private static func asked(_ list: String?) throws -> [String]? {
        guard let list else { return nil }
        let asked = list.split(separator: ",").map { $0.trimmingSpaces }
        if asked.isEmpty { throw ExitCode.usage("--steps names no step; give ids separated by commas.") }
        return asked
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
