import AblateRuns
import Foundation

/// What removing studies and runs would take away, and what of it stays because others ask for it.
package struct Removal: Hashable, Sendable {
    package struct Run: Hashable, Sendable {
        /// The first 16 digits of the identity's SHA-256.
        package let key: String
        /// Every study that asks for it now, those that go included.
        package let asking: [RunCatalogue.Asking]
        package let usage: DiskUsage
    }

    /// Names of the studies that go.
    package let studies: [String]
    package let going: [Run]
    /// Runs of those studies that another one asks for too.
    package let staying: [Run]

    /// Runs that go though a study that stays asks for them, by study.
    package var missed: [String: Int] {
        var missed: [String: Int] = [:]
        for run in going {
            for study in Set(run.asking.map(\.study)).subtracting(studies) { missed[study, default: 0] += 1 }
        }
        return missed
    }

    package var bytes: Int { going.reduce(0) { $0 + $1.usage.bytes } }

    /// A study takes along the runs that no other asks for; runs that are named go whoever asks for them.
    ///
    /// - Throws: ``HousekeepingError/unreadableStudies(_:)`` where a study goes and another cannot be read.
    package init(
        _ subjects: [RunCatalogue.Subject], of catalogue: RunCatalogue, in folder: ResultsFolder
    ) throws(HousekeepingError) {
        var studies: [String] = []
        for case .study(let name) in subjects where !studies.contains(name) { studies.append(name) }
        if !studies.isEmpty, !catalogue.unreadable.isEmpty { throw .unreadableStudies(catalogue.unreadable) }
        let named = Set(subjects.flatMap(\.keys))
        func run(_ key: String) -> Run {
            var usage = DiskUsage()
            usage.add(folder.runFolder(key))
            return Run(key: key, asking: catalogue.asking[key] ?? [], usage: usage)
        }
        var (going, staying): ([Run], [Run]) = ([], [])
        for key in catalogue.keys.sorted() {
            let owners = Set((catalogue.asking[key] ?? []).map(\.study))
            if named.contains(key) {
                going.append(run(key))
            } else if !owners.isDisjoint(with: studies) {
                if owners.isSubset(of: studies) { going.append(run(key)) } else { staying.append(run(key)) }
            }
        }
        self.studies = studies
        self.going = going
        self.staying = staying
    }

    /// Whether the same goes and stays; sizes aside.
    fileprivate func isSame(as other: Removal) -> Bool {
        func keys(_ runs: [Run]) -> [String] { runs.map(\.key) }
        return studies == other.studies && keys(going) == keys(other.going)
            && keys(staying) == keys(other.staying)
    }
}

extension ResultsFolder {
    /// Removes what `removal` names.
    ///
    /// First each run's folder gets a name under which nobody looks for runs, in one step each; then the studies'
    /// manifests go, then the database's rows, and last the folders' contents. A process killed at any point leaves
    /// whole runs or none, and a folder from which the same removal goes on.
    ///
    /// - Parameters:
    ///   - again: what is to be removed as things stand now, while nobody else changes anything.
    ///   - forget: removes studies and runs from the database, and calls its second argument first, while nobody else
    ///     can write there: a database that is busy or cannot be written keeps the folder as it was.
    ///   - onDeletion: called after each folder with how many are deleted.
    /// - Throws: ``HousekeepingError/inWork(runs:by:)`` or `changedMeanwhile` with nothing changed; ``RunnerError``
    ///   or what the parameters throw.
    package func remove(
        _ removal: Removal, again: () throws -> Removal, forget: (Removal, () throws -> Void) throws -> Void,
        onDeletion: (Int) -> Void = { _ in }
    ) throws {
        let aside = try locked {
            guard try again().isSame(as: removal) else { throw HousekeepingError.changedMeanwhile }
            try requireIdle(removal.going.map(\.key))
            FaultPoint.removalBegun.pass()
            var aside: [URL] = []
            try forget(removal) { aside = try setAside(removal) }
            FaultPoint.removalForgotten.pass()
            return aside
        }
        for (index, folder) in aside.enumerated() {
            try deleteSetAside(folder)
            FaultPoint.removalDeleted.pass()
            onDeletion(index + 1)
        }
    }

    private func setAside(_ removal: Removal) throws -> [URL] {
        var aside: [URL] = []
        for run in removal.going {
            guard let url = try setAside(runFolder(run.key)) else { continue }
            aside.append(url)
            FaultPoint.removalSetAside.pass()
        }
        if !aside.isEmpty { try DurableFile.synchronizeFolder(runs) }
        for name in Self.names(in: studies) where name.hasSuffix(".json") {
            let file = studies.appendingPathComponent(name)
            guard let manifest = try? RecordJSON.read(StudyManifest.self, from: file),
                removal.studies.contains(manifest.name)
            else { continue }
            guard unlink(file.path) == 0 || errno == ENOENT else {
                throw RunnerError.cannotWrite(path: file.path, reason: RunnerError.reason(errorNumber: errno))
            }
            try DurableFile.synchronizeFolder(studies)
            FaultPoint.removalOfStudy.pass()
        }
        return aside
    }

    /// - Throws: ``HousekeepingError/inWork(runs:by:)`` when somebody works on one of the runs.
    func requireIdle(_ keys: [String]) throws {
        var (runs, by): ([String], [String]) = ([], [])
        for key in keys {
            guard let worker = try worker(on: key) else { continue }
            runs.append(key)
            if !by.contains(worker) { by.append(worker) }
        }
        if !runs.isEmpty { throw HousekeepingError.inWork(runs: runs, by: by) }
    }

    /// Who works on a run, in words; `nil` for nobody. Only under the folder's lock.
    private func worker(on key: String) throws -> String? {
        let folder = runFolder(key)
        if let lease = Lease.read(in: folder), lease.isAlive {
            return "process \(lease.process) on \(lease.host)"
        }
        for (_, url) in Self.attemptFolders(in: folder) {
            // Whoever trains an attempt has made the file; looking must not.
            let file = url.appendingPathComponent("lock").path
            guard FileManager.default.fileExists(atPath: file) else { continue }
            do {
                _ = try AttemptLock(folder: url)
            } catch RunnerError.attemptInUse {
                return "a process of a study that was killed, which ends after its batch"
            }
        }
        return nil
    }
}
