import Foundation
import Training

/// The manifests in `studies/`.
extension ResultsFolder {
    /// Every manifest, by file name.
    public func manifests() -> Reading<StudyManifest> {
        var reading = Reading<StudyManifest>()
        for name in Self.names(in: studies) where name.hasSuffix(".json") {
            let file = studies.appendingPathComponent(name)
            reading.add { try RecordJSON.read(StudyManifest.self, from: file) }
        }
        return reading
    }

    /// The manifest that is kept under a study's name; `nil` when there is none.
    ///
    /// - Throws: ``RunnerError`` `cannotRead` or `malformed`.
    public func manifest(named name: String) throws -> StudyManifest? {
        let file = studies.appendingPathComponent(Self.fileName(of: name))
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try RecordJSON.read(StudyManifest.self, from: file)
    }

    /// Keeps a manifest. Steps and seeds are added to those that the folder already has under this name;
    /// anything else must be the same.
    ///
    /// - Parameter then: called with the manifest as it is kept, before another process can add to it.
    /// - Returns: the manifest as it is kept.
    /// - Throws: ``RunnerError/studyChanged(name:path:what:)``, and what `then` throws.
    @discardableResult
    public func keep(
        _ manifest: StudyManifest, then: (StudyManifest) throws -> Void = { _ in }
    ) throws -> StudyManifest {
        try locked {
            let stored = try self.manifest(named: manifest.name)
            var kept = manifest
            if let stored {
                try requireAgreement(of: manifest, with: stored)
                kept = manifest.adding(stored)
            }
            if kept != stored {
                try DurableFile.createFolder(studies)
                DurableFile.removeLeftovers(in: studies)
                let file = studies.appendingPathComponent(Self.fileName(of: manifest.name))
                try DurableFile.write(try RecordJSON.text(kept), to: file, as: .study)
            }
            try then(kept)
            return kept
        }
    }

    /// - Throws: ``RunnerError/studyChanged(name:path:what:)`` where both cannot stand under one name.
    public func requireAgreement(of manifest: StudyManifest, with stored: StudyManifest) throws {
        guard let what = manifest.conflict(with: stored) else { return }
        let file = studies.appendingPathComponent(Self.fileName(of: manifest.name))
        throw RunnerError.studyChanged(name: manifest.name, path: file.path, what: what)
    }

    /// A study's name with everything but letters, digits and `.-=` replaced.
    static func fileName(of study: String) -> String {
        let safe = study.unicodeScalars.map { scalar in
            let isSafe =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || "0123456789.-=".unicodeScalars.contains(scalar))
            return isSafe ? Character(scalar) : "_"
        }
        return String(safe) + ".json"
    }
}
