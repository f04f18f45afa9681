import AblateRuns
import Foundation

extension ResultsFolder {
    /// Takes in the attempts and studies that another results folder has and this one lacks. The other is only read, and
    /// may be at work.
    ///
    /// An attempt is copied, flushed and given its name in one step, so that nobody meets half of one; doing it again
    /// takes in what was left. The numbers of attempts that are here stay, and so does which of them speaks for a run.
    ///
    /// - Parameters:
    ///   - includesUnfinished: whether attempts that are neither finished nor failed are taken in, to be gone on with.
    ///   - onAttempt: called before each attempt with its number, from 1, and how many there are.
    /// - Throws: ``HousekeepingError/beingGathered(path:)``, ``RunnerError``, `TrainingError`.
    package func takeIn(
        _ other: ResultsFolder, includesUnfinished: Bool = false, onAttempt: (Int, Int) -> Void = { _, _ in }
    ) throws -> FolderMerge {
        let arrivals = try AttemptArrivals(self)
        let merge = try takeIn(
            other, arrivals, includesUnfinished: includesUnfinished, onAttempt: onAttempt)
        try arrivals.removeAll()
        return merge
    }

    /// The same where arrivals are prepared; the other folder may lie among them.
    func takeIn(
        _ other: ResultsFolder, _ arrivals: AttemptArrivals, includesUnfinished: Bool = false,
        onAttempt: (Int, Int) -> Void
    ) throws -> FolderMerge {
        var merge = FolderMerge()
        let theirs = other.runKeys.flatMap { key in
            Self.attemptFolders(in: other.runFolder(key)).filter { AttemptFolder.hasBegun($0.url) }.map {
                (key: key, url: $0.url)
            }
        }
        for (index, attempt) in theirs.enumerated() {
            onAttempt(index + 1, theirs.count)
            do {
                let folder = try Self.open(attempt.url, run: attempt.key)
                try takeIn(folder, try folder.record(), arrivals, includesUnfinished, &merge)
            } catch let problem as RunnerError where problem.isOf(other) {
                merge.remarks.append(.unreadable(problem))
            }
        }
        try takeInStudies(of: other, &merge)
        return merge
    }

    private func takeIn(
        _ theirs: AttemptFolder, _ record: AttemptRecord, _ arrivals: AttemptArrivals,
        _ includesUnfinished: Bool,
        _ merge: inout FolderMerge
    ) throws {
        if try isHere(theirs) {
            merge.known += 1
            return
        }
        if record.state == .unfinished, !includesUnfinished {
            merge.unfinished += 1
            return
        }
        let run = theirs.identity.key
        let copy = try arrivals.copy(theirs, record)
        FaultPoint.gatheringCopied.pass()
        guard let taken = try locked({ try place(copy) }) else {
            try deleteSetAside(copy.url)
            merge.remarks.append(.heldBack(run: run, attempt: theirs.number))
            return
        }
        FaultPoint.gatheringTaken.pass()
        merge.taken += 1
        if taken.number != theirs.number {
            merge.remarks.append(.renumbered(run: run, from: theirs.number, to: taken.number))
        }
        if let speaking = try attempt(for: theirs.identity), speaking.number != taken.number {
            let (first, second) = (min(speaking.number, taken.number), max(speaking.number, taken.number))
            let records = try attempts(of: theirs.identity).map { try $0.record() }
            if let earlier = records.first(where: { $0.number == first }),
                let later = records.first(where: { $0.number == second }),
                let repetition = RunRepetition(earlier: earlier, later: later), !repetition.isEqual
            {
                merge.remarks.append(.otherBits(repetition, run: run))
            }
        }
    }

    private func isHere(_ theirs: AttemptFolder) throws -> Bool {
        let fingerprint = AttemptFingerprint(theirs)
        return try attempts(of: theirs.identity).contains { AttemptFingerprint($0) == fingerprint }
    }

    /// Gives a copy its place, under its own number where that is free and leaves the run its result.
    ///
    /// - Returns: the attempt in its place; `nil` where it would keep an attempt from being gone on with.
    private func place(_ copy: AttemptFolder) throws -> AttemptFolder? {
        let identity = copy.identity
        let records = try attempts(of: identity).compactMap { try? $0.record() }
        let isFinished = { (record: AttemptRecord) in if case .finished = record.state { true } else { false }
        }
        let state = try copy.record().state
        if try !isFinished(copy.record()), records.last?.state == .unfinished { return nil }
        if state == .unfinished, records.contains(where: isFinished) { return nil }

        let run = folder(of: identity)
        let last = max(Self.attemptFolders(in: run).last?.number ?? 0, lastQuarantined(of: identity))
        let isFree = !Self.attemptFolders(in: run).contains { $0.number == copy.number }
        let speaks = records.contains { isFinished($0) && $0.number > copy.number }
        let keepsNumber = isFree && !speaks && copy.number > lastQuarantined(of: identity)
        let number = keepsNumber ? copy.number : last + 1
        if number != copy.number {
            _ = try AttemptFolder(
                creating: copy.url, identity: identity, number: number, retry: copy.retry,
                provenance: copy.provenance, started: copy.started)
        }
        try DurableFile.createFolder(run)
        let target = run.appendingPathComponent("attempt-\(number)", isDirectory: true)
        guard Foundation.rename(copy.url.path, target.path) == 0 else {
            throw RunnerError.cannotWrite(path: target.path, reason: RunnerError.reason(errorNumber: errno))
        }
        try DurableFile.synchronizeFolder(run)
        try DurableFile.synchronizeFolder(runs)
        return try AttemptFolder(reading: target)
    }

    private func takeInStudies(of other: ResultsFolder, _ merge: inout FolderMerge) throws {
        let reading = other.manifests()
        merge.remarks += reading.problems.map { .unreadable($0) }
        let before = Set(manifests().values.map(\.name))
        for manifest in reading.values.sorted(by: { $0.name < $1.name }) {
            let kept = try keep(manifest, isNameGiven: false)
            guard kept.name != manifest.name else { continue }
            merge.remarks.append(
                before.contains(kept.name)
                    ? .knownStudy(theirs: manifest.name, ours: kept.name)
                    : .renamedStudy(theirs: manifest.name, ours: kept.name))
        }
    }
}

extension RunnerError {
    /// Whether it is about a file of that folder.
    fileprivate func isOf(_ folder: ResultsFolder) -> Bool {
        switch self {
        // Of this folder, but about a run that cannot stand here.
        case .collision: true
        case .cannotRead(let path, _), .malformed(let path, _), .identityMismatch(let path, _, _):
            path.hasPrefix(folder.url.path + "/") || path.isEmpty
        default: false
        }
    }
}
