import AblateRuns
import Foundation

extension ResultsFolder {
    /// Gives a study another name. What is written first is the manifest, in the file that it is in: from then on the
    /// study has the new name, and the rest is made up for by any later command, this one included.
    ///
    /// - Parameter then: called with the manifest under its new name, before another process can change it.
    /// - Throws: ``RunnerError/unknownStudy(_:path:known:)``, `nameTaken` where another study has the new name, `sameName`,
    ///   `cannotWrite`, and what `then` throws.
    package func rename(_ name: String, to new: String, then: (StudyManifest) throws -> Void) throws {
        try locked {
            let file: URL
            var manifest: StudyManifest
            if let done = try storedStudy(named: new), name != new {
                // Cut off before it had done all.
                guard done.manifest.formerNames?.contains(name) == true, try storedStudy(named: name) == nil
                else {
                    throw RunnerError.nameTaken(new, path: done.file.path)
                }
                (file, manifest) = (done.file, done.manifest)
            } else {
                manifest = try study(named: name)
                if name == new { throw RunnerError.sameName(name) }
                guard let stored = try storedStudy(named: name) else { return }
                file = stored.file
                manifest.name = new
                if manifest.preset == nil {
                    // Before there were labels the name told what was declared.
                    let words = name.split(separator: " ").map(String.init)
                    manifest.preset = words.first
                    manifest.changes = words.count > 1 ? Array(words.dropFirst()) : nil
                }
                manifest.formerNames = ((manifest.formerNames ?? []) + [name]).filter { $0 != new }
                DurableFile.removeLeftovers(in: studies)
                try DurableFile.write(try RecordJSON.text(manifest), to: file, as: .study)
            }
            FaultPoint.renameFile.pass()
            try move(file, for: new)
            FaultPoint.renameDatabase.pass()
            try then(manifest)
        }
    }

    /// To where the manifest of a new study of that name would be, unless it is there.
    private func move(_ file: URL, for name: String) throws {
        let plain = studies.appendingPathComponent(FileName.of(name) + ".json")
        guard file.lastPathComponent != plain.lastPathComponent else { return }
        let target = newFile(for: name)
        guard file.lastPathComponent != target.lastPathComponent else { return }
        guard Foundation.rename(file.path, target.path) == 0 else {
            throw RunnerError.cannotWrite(path: target.path, reason: RunnerError.reason(errorNumber: errno))
        }
        try DurableFile.synchronizeFolder(studies)
    }
}
