import AblateRuns
import Foundation

/// The manifests in `studies/`. A file is named after the study that it was made for, but a study is the one that its
/// manifest names: files that older versions named otherwise stay where they are.
extension ResultsFolder {
    /// A manifest with the file that keeps it.
    package struct StoredStudy: Hashable, Sendable {
        package let file: URL
        package let manifest: StudyManifest
    }

    /// Every manifest with its file, by file name.
    package func storedStudies() -> Reading<StoredStudy> {
        var reading = Reading<StoredStudy>()
        for name in Self.names(in: studies) where name.hasSuffix(".json") {
            let file = studies.appendingPathComponent(name)
            reading.add {
                StoredStudy(file: file, manifest: try RecordJSON.read(StudyManifest.self, from: file))
            }
        }
        return reading
    }

    /// Every manifest, by file name.
    package func manifests() -> Reading<StudyManifest> {
        let stored = storedStudies()
        return Reading(values: stored.values.map(\.manifest), problems: stored.problems)
    }

    /// The manifest that is kept under a study's name; `nil` when there is none.
    ///
    /// - Throws: ``RunnerError`` `cannotRead` or `malformed` where the file that it would be in cannot be read.
    package func manifest(named name: String) throws -> StudyManifest? {
        try storedStudy(named: name)?.manifest
    }

    /// The same with its file.
    func storedStudy(named name: String) throws -> StoredStudy? {
        if let found = storedStudies().values.first(where: { $0.manifest.name == name }) { return found }
        let file = studies.appendingPathComponent(FileName.of(name) + ".json")
        if FileManager.default.fileExists(atPath: file.path) {
            _ = try RecordJSON.read(StudyManifest.self, from: file)
        }
        return nil
    }

    /// The manifest of the study that a user names.
    ///
    /// - Throws: ``RunnerError/unknownStudy(_:path:known:)`` where there is none, `studyRenamed` where one had the name
    ///   before, and as ``manifest(named:)``.
    package func study(named name: String) throws -> StudyManifest {
        let name = StudyName.normalised(name)
        if let manifest = try manifest(named: name) { return manifest }
        let manifests = manifests().values
        if let renamed = manifests.first(where: { $0.formerNames?.contains(name) == true }) {
            throw RunnerError.studyRenamed(name, to: renamed.name)
        }
        let known = manifests.map(\.name).sorted()
        throw RunnerError.unknownStudy(name, path: url.path, known: known)
    }

    /// Keeps a manifest: steps and seeds are added to those of the study that has its declaration already, whatever
    /// that is called; else it is a new study under its own name, or the next that is free.
    ///
    /// - Parameters:
    ///   - isNameGiven: the user gave the name: it must be the study's, and no other's.
    ///   - then: called with the manifest as it is kept, before another process can add to it.
    /// - Returns: the manifest as it is kept.
    /// - Throws: as ``place(of:isNameGiven:)``, and what `then` throws.
    @discardableResult
    package func keep(
        _ manifest: StudyManifest, isNameGiven: Bool = true, then: (StudyManifest) throws -> Void = { _ in }
    ) throws -> StudyManifest {
        try locked {
            let place = try place(of: manifest, isNameGiven: isNameGiven)
            let kept = place.stored.map { place.manifest.adding($0.manifest) } ?? place.manifest
            if kept != place.stored?.manifest {
                try DurableFile.createFolder(studies)
                DurableFile.removeLeftovers(in: studies)
                let file = place.stored?.file ?? newFile(for: kept.name)
                try DurableFile.write(try RecordJSON.text(kept), to: file, as: .study)
            }
            try then(kept)
            return kept
        }
    }

    /// Where the manifest of a new study goes. A file of that name may hold another study's, which an older version put
    /// there or which was renamed.
    func newFile(for name: String) -> URL {
        let file = studies.appendingPathComponent(FileName.of(name) + ".json")
        guard FileManager.default.fileExists(atPath: file.path) else { return file }
        return studies.appendingPathComponent(FileName.hashed(name) + ".json")
    }
}
