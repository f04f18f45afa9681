import Foundation

/// How far a kept study is, and what it takes on the disk.
package struct StudySummary: Sendable {
    package let manifest: StudyManifest
    /// Of all rows with all declared seeds.
    package let status: StudyStatus
    /// On the disk, of its manifest and its runs, those included that another study asks for too.
    package let bytes: Int
    /// When its manifest, or a file of an attempt that its state is taken from, was last written.
    package let changed: Date?

    /// - Throws: ``RunnerError``, where a row means nothing or a run's folder belongs to another.
    package init(_ study: ResultsFolder.StoredStudy, in folder: ResultsFolder) throws {
        manifest = study.manifest
        let plan = try StudyPlan(study.manifest)
        status = try StudyStatus(of: plan, in: folder)
        var usage = folder.diskUsage(of: plan.runs.map(\.identity))
        usage.add(study.file)
        bytes = usage.bytes
        changed = ([study.file] + status.rows.compactMap { $0.attempt?.url }).compactMap(Self.lastChange)
            .max()
    }

    /// When a file, or one in a folder, was last written.
    private static func lastChange(_ url: URL) -> Date? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return ([url] + names.map { url.appendingPathComponent($0) }).compactMap { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            return attributes?[.modificationDate] as? Date
        }.max()
    }
}
