import AblateRuns
import Foundation

extension ResultsFolder {
    /// Takes in the attempts and studies of an archive that this folder lacks, as those of another results folder are
    /// taken in. The archive is read once before anything is changed, and then unpacked beside the runs.
    ///
    /// - Parameters:
    ///   - path: of the archive.
    ///   - mostBytes: that it may unpack to.
    ///   - onAttempt: called before each attempt with its number, from 1, and how many there are.
    /// - Throws: ``ArchiveError`` where it is refused; ``HousekeepingError/beingGathered(path:)``, ``RunnerError``,
    ///   `TrainingError`.
    package func takeIn(
        archive path: String, mostBytes: Int = AttemptArchive.mostBytes,
        onAttempt: (Int, Int) -> Void = { _, _ in }
    ) throws -> FolderMerge {
        let reader = ArchiveReader(path: path, mostBytes: mostBytes)
        try reader.forEachFile()
        let arrivals = try AttemptArrivals(self)
        defer { try? arrivals.removeAll() }
        let unpacked = arrivals.unpacked
        try reader.forEachFile { name, contents in
            try arrivals.put(contents, at: unpacked.appendingPathComponent(name))
            FaultPoint.gatheringUnpacked.pass()
        }
        var merge = try takeIn(ResultsFolder(unpacked.path), arrivals, onAttempt: onAttempt)
        merge.name(archive: path, unpackedIn: unpacked)
        return merge
    }
}

extension FolderMerge {
    /// Calls what could not be read as it is called in the archive.
    fileprivate mutating func name(archive: String, unpackedIn folder: URL) {
        remarks = remarks.map { remark in
            guard case .unreadable(let problem) = remark else { return remark }
            let (file, reason): (String, String)
            switch problem {
            case .cannotRead(let path, let text): (file, reason) = (path, text)
            case .malformed(let path, let text):
                (file, reason) = (path, "it is not what Ablate writes: \(text)")
            case .identityMismatch(let path, let expected, let found):
                (file, reason) = (path, "it has the SHA-256 \(found), but \(expected) was expected")
            // About a run that is here.
            default: return remark
            }
            let prefix = folder.path + "/"
            let name = file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file
            return .unreadableEntry(name, archive: archive, reason: reason)
        }
    }
}
