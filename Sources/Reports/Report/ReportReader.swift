import AblateArchitectures
import AblateResults
import AblateRunner
import AblateRuns
import AblateWords
import Foundation

/// Reads what a report is made of from a results database.
package struct ReportReader {
    private let reader: ResultsReader

    /// - Throws: `ResultsError` when there is no database or it cannot be read.
    package init(folder: URL) throws {
        reader = try ResultsReader(folder: folder)
    }

    /// Names of all recorded studies.
    ///
    /// - Throws: `ResultsError`.
    package func studies() throws -> [String] { try reader.studyNames() }

    /// - Throws: ``ReportError`` or `ResultsError`.
    func records(of study: String) throws -> ReportRecords {
        guard let text = try reader.manifest(ofStudy: study) else {
            let known = try studies()
            throw ReportError.unknownStudy(
                study, path: reader.file.path, nearest: NearestNames.sentence(study, among: known))
        }
        guard let manifest = try? JSONDecoder().decode(StudyManifest.self, from: Data(text.utf8)) else {
            throw ReportError.damagedManifest(study: study, path: reader.file.path)
        }
        let steps = try reader.stepRows(study: study)
        let runs = Dictionary(grouping: try reader.runs(ofStudy: study), by: \.position)
        for step in steps where Set((runs[step.position] ?? []).map(identityButSeed)).count > 1 {
            throw ReportError.mixedIdentities(study: study, step: step.id, path: reader.file.path)
        }
        let epochs = Dictionary(grouping: try reader.epochs(ofStudy: study), by: \.identitySHA256)
        var records = ReportRecords(
            manifest: manifest, steps: steps,
            runs: runs.mapValues { $0.map { .init($0, epochs: epochs[$0.identitySHA256] ?? []) } },
            attempts: try reader.attempts(ofStudy: study))
        guard manifest.designs != nil else { return records }
        records.effects = try reader.effects(ofStudy: study)
        records.dependence = try reader.orderDependence(ofStudy: study)
        records.interactions = try reader.interactions(ofStudy: study)
        records.subsets = try reader.subsets(ofStudy: study)
        return records
    }

    /// What runs of a row have in common. One of an older or newer version is compared as it is.
    private func identityButSeed(_ run: RecordedRun) -> JSONValue {
        let identity = try? JSONDecoder().decode(JSONValue.self, from: Data(run.identity.utf8))
        guard case .object(var members)? = identity else { return .text(run.identity) }
        members["seed"] = nil
        return .object(members)
    }
}

extension NearestNames {
    /// The nearest two in quotation marks; empty where nothing is known.
    static func sentence(_ name: String, among known: [String]) -> String {
        of(name, among: known, atMost: 2).map { "'\($0)'" }.joined(separator: " or ")
    }
}
