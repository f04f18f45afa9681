import AblateRuns
import Foundation

extension ResultsFolder {
    /// What became of something that was to be cleaned.
    package enum Cleaned: Hashable, Sendable {
        /// With the bytes that it freed.
        case freed(Int)
        /// Somebody works there now, or it is gone.
        case passedOver
        /// It stays as it was; the reason in a sentence.
        case kept(String)
    }

    /// Cleans one thing. A process that is killed meanwhile leaves it as it was, or cleaned, or to be gone on with:
    /// weights are on the disk and read back before a checkpoint goes.
    ///
    /// - Parameter engine: the one that trained; it makes final weights of a checkpoint.
    /// - Throws: ``RunnerError`` or `TrainingError` when something cannot be written or removed.
    package func clean(_ item: Cleaning.Item, by engine: any TrainingEngine) throws -> Cleaned {
        switch item.kind {
        case .optimizerState, .deadCheckpoint: try passingOver { try cleanCheckpoints(item, engine) }
        case .removed, .quarantined:
            try measured(item.url) {
                try deleteSetAside(item.url)
                FaultPoint.cleaningRemoved.pass()
                return nil
            }
        case .arriving:
            try passingOver {
                try measured(item.url) {
                    // Empties the folder; while another process gathers, it is that one's.
                    try AttemptArrivals(self).removeAll()
                    FaultPoint.cleaningRemoved.pass()
                    return nil
                }
            }
        case .emptyFolder, .lease, .temporaryFile:
            try passingOver { try locked { try cleanFolder(item) } }
        case .interrupted, .backup: .passedOver
        }
    }

    /// What a process works on is not touched.
    private func passingOver(_ body: () throws -> Cleaned) throws -> Cleaned {
        do {
            return try body()
        } catch RunnerError.attemptInUse {
            return .passedOver
        } catch HousekeepingError.beingGathered {
            return .passedOver
        }
    }

    // MARK: Checkpoints

    private func cleanCheckpoints(_ item: Cleaning.Item, _ engine: any TrainingEngine) throws -> Cleaned {
        // Trained, removed and cleaned is an attempt by one process at a time.
        guard let lock = try locked({ try lock(item) }) else { return .passedOver }
        defer { withExtendedLifetime(lock) {} }
        let attempt = try Self.open(item.url, run: item.key ?? "")
        return try measured(item.url) {
            if case .finished(let result) = try attempt.record().state, result.status == .completed {
                do {
                    try engine.keepFinalWeights(
                        of: attempt.identity, in: item.url, weightsSHA256: result.weightsSHA256)
                } catch let error as TrainingError {
                    if case .noFinalWeights = error { return "\(error) Its checkpoints stay." }
                    throw error
                }
                FaultPoint.cleaningKept.pass()
            }
            for checkpoint in AttemptFolder.checkpoints(in: item.url) { try removeFile(checkpoint) }
            return nil
        }
    }

    private func lock(_ item: Cleaning.Item) throws -> AttemptLock? {
        guard AttemptFolder.hasBegun(item.url), !isLeased(item) else { return nil }
        return try AttemptLock(folder: item.url)
    }

    private func isLeased(_ item: Cleaning.Item) -> Bool {
        guard let key = item.key, let lease = Lease.read(in: runFolder(key)) else { return false }
        return lease.isAlive
    }

    // MARK: Folders and files

    private func cleanFolder(_ item: Cleaning.Item) throws -> Cleaned {
        if isLeased(item) { return .passedOver }
        return try measured(item.url) {
            switch item.kind {
            case .emptyFolder:
                // Somebody may have begun there meanwhile.
                let isRun = item.url == item.key.map(runFolder)
                guard
                    isRun
                        ? isEmpty(run: item.url)
                        : !AttemptFolder.hasBegun(item.url) && isEmpty(attempt: item.url)
                else { return nil }
                if let aside = try setAside(item.url) { try deleteSetAside(aside) }
                FaultPoint.cleaningRemoved.pass()
            default:
                // A process whose study was killed trains on without a lease.
                let place = item.url.deletingLastPathComponent()
                let lock = AttemptFolder.hasBegun(place) ? try AttemptLock(folder: place) : nil
                defer { withExtendedLifetime(lock) {} }
                try removeFile(item.url)
            }
            return nil
        }
    }

    private func removeFile(_ url: URL) throws {
        guard unlink(url.path) == 0 || errno == ENOENT else {
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(errorNumber: errno))
        }
        FaultPoint.cleaningRemoved.pass()
    }

    /// - Parameter body: returns why nothing was done, if so.
    private func measured(_ url: URL, _ body: () throws -> String?) throws -> Cleaned {
        func bytes() -> Int {
            var usage = DiskUsage()
            usage.add(url)
            return usage.bytes
        }
        let before = bytes()
        if let reason = try body() { return .kept(reason) }
        return .freed(before - bytes())
    }
}
