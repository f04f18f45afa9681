import AblateWords

/// Why finished attempts could not be packed into an archive or taken out of one, as a sentence. Nothing is changed by
/// an archive that is refused.
package enum ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    case notAnArchive(path: String)
    /// It is a pipe or a device.
    case noFile(path: String)
    case damaged(path: String, reason: String)
    /// It holds something that does not belong there.
    case foreignFile(path: String, name: String)
    case leadsOutside(path: String, name: String)
    /// It holds a link, a folder, a device or a file with holes.
    case notPlain(path: String, name: String)
    case tooLarge(path: String, most: Int)
    /// The libarchive of this system lacks it.
    case unknownCompression(path: String, AttemptArchive.Compression)

    /// The folder has neither a study nor a finished attempt.
    case nothingToPack(path: String)
    case tooMuchToPack(most: Int)
    case cannotPack(reason: String)

    package var description: String {
        switch self {
        case .notAnArchive(let path):
            "'\(path)' is neither a results folder nor an archive of finished attempts, so nothing was changed; "
                + "\(Remedy.exportAttempts)."
        case .noFile(let path):
            "'\(path)' is neither a folder nor a file, and an archive is read twice; save it in a file first."
        case .damaged(let path, let reason):
            "The archive '\(path)' is damaged or was cut off (\(reason)), so nothing was changed; copy it once more."
        case .foreignFile(let path, let name):
            "The archive '\(path)' holds '\(name.shown)', which is no part of finished attempts, so nothing was changed; "
                + "\(Remedy.exportAttempts)."
        case .leadsOutside(let path, let name):
            "The archive '\(path)' holds '\(name.shown)', which leads out of the folder that it is unpacked in, so "
                + "nothing was changed."
        case .notPlain(let path, let name):
            "The archive '\(path)' holds '\(name.shown)', which is no plain file but a link or a folder, say, so nothing "
                + "was changed."
        case .tooLarge(let path, let most):
            "The archive '\(path)' unpacks to more than \(DiskUsage.text(most)), the most that is taken in, so nothing "
                + "was changed; \(Remedy.exportByStudy)."
        case .unknownCompression(let path, let compression):
            "This system's libarchive was built without \(compression.rawValue), which '\(path)' needs; write one that ends "
                + "in '\(AttemptArchive.Compression.gzip.endings[0])'."
        case .nothingToPack(let path):
            "There is neither a study nor a finished attempt in '\(path)'; run one first, or "
                + "\(Remedy.nameResultsFolder)."
        case .tooMuchToPack(let most):
            "The attempts take more than \(DiskUsage.text(most)), the most that an archive holds; "
                + "\(Remedy.exportByStudy)."
        case .cannotPack(let reason): "The attempts cannot be packed: \(reason)."
        }
    }
}

extension String {
    /// As a sentence shows a name of unknown origin.
    fileprivate var shown: String { (count > 100 ? prefix(100) + "…" : self).withVisibleControls }
}
