import AblateRuns
import AblateWords
import Foundation

/// What a run is for a study that wants to train it.
enum Claim {
    /// Ours to train until it is released.
    case ours(AttemptFolder, isResumed: Bool)
    case finished(AttemptRecord)
    /// Another process works on it: the holder of the lease, or an orphan of a killed study that ends after its
    /// batch.
    case elsewhere(Lease?)
    /// Since this study began, another process has tried it as often as failures are retried.
    case givenUp(reason: String, AttemptRecord)
}

/// Takes runs for one study under leases, so that several can work in one results folder at a time.
///
/// Failures are counted in the attempts themselves, so that the count outlives the process: a crash in
/// `crashes.jsonl`, and the failures before an attempt in its ``AttemptFolder/retry``. A series of tries ends
/// when the count exceeds `retries`; a study that begins later starts a new one.
final class RunClaims {
    private let folder: ResultsFolder
    private let provenance: Provenance
    private let retries: Int
    private let repeatsFinished: Bool
    private let interval: Double
    private let sightings: LeaseSightings
    private let holder = UUID()
    /// As attempts record time, which compares as text.
    private let began = AttemptFolder.now()
    private var held: Set<RunIdentity> = []
    private var lastRenewal = ContinuousClock.now
    private var renewals = 0

    init(_ runner: StudyRunner) {
        folder = runner.folder
        provenance = runner.provenance
        retries = runner.options.retries
        repeatsFinished = runner.options.repeatsFinished
        interval = runner.options.leaseInterval
        sightings = runner.options.leaseSightings
    }

    /// Takes a run, if it is to be had.
    ///
    /// - Throws: ``RunnerError``, `TrainingError`; the run is then not taken.
    func take(_ identity: RunIdentity) throws -> Claim {
        // Without the lock first: it is asked again and again while another process is at work.
        if case .finished(let record) = try folder.next(for: identity, repeatingFinished: repeatsFinished) {
            return .finished(record)
        }
        if let lease = folder.lease(of: identity, by: sightings), lease.holder != holder {
            return .elsewhere(lease)
        }
        return try folder.locked {
            let next = try folder.next(for: identity, repeatingFinished: repeatsFinished)
            if case .finished(let record) = next { return .finished(record) }
            if let lease = folder.lease(of: identity, by: sightings), lease.holder != holder {
                return .elsewhere(lease)
            }
            let latest = try folder.attempts(of: identity).last
            if let latest, try latest.isLocked { return .elsewhere(nil) }

            switch next {
            case .finished(let record): return .finished(record)
            case .resume(let attempt) where isOurs(attempt):
                try hold(identity)
                return .ours(attempt, isResumed: true)
            case .resume(let foreign):
                try hold(identity)
                return try begin(identity, foreign.number + 1, retry: 0)
            case .begin(let number):
                var retry = 0
                if let latest, isOurs(latest), let failure = try? latest.failure() {
                    let failures = failures(of: latest)
                    if failures <= retries {
                        retry = failures
                    } else if failure.failed > began {
                        return .givenUp(reason: failure.reason, try latest.record())
                    }
                }
                try hold(identity)
                return try begin(identity, number, retry: retry)
            }
        }
    }

    private func begin(_ identity: RunIdentity, _ number: Int, retry: Int) throws -> Claim {
        do {
            let attempt = try folder.begin(identity, number: number, retry: retry, provenance: provenance)
            return .ours(attempt, isResumed: false)
        } catch {
            drop(identity)
            throw error
        }
    }

    /// The failures of a series up to an attempt that has failed or just crashed.
    func failures(of attempt: AttemptFolder) -> Int { attempt.retry + attempt.crashes + 1 }

    /// Another build or another instruction set rounds otherwise: its attempt is not gone on with, so that a
    /// result's provenance holds for all of its steps.
    private func isOurs(_ attempt: AttemptFolder) -> Bool {
        attempt.provenance.binarySHA256 == provenance.binarySHA256
            && attempt.provenance.instructionSet == provenance.instructionSet
    }

    /// The attempt of a run that has a result and is not to be repeated.
    func finished(_ identity: RunIdentity) throws -> AttemptRecord? {
        guard case .finished(let record) = try folder.next(for: identity, repeatingFinished: repeatsFinished)
        else { return nil }
        return record
    }

    // MARK: Leases

    private func hold(_ identity: RunIdentity) throws {
        let run = folder.folder(of: identity)
        DurableFile.removeLeftovers(in: run)
        try Lease(holder: holder, renewals: renewals).write(in: run)
        held.insert(identity)
        FaultPoint.leaseTaken.pass()
    }

    private func drop(_ identity: RunIdentity) {
        held.remove(identity)
        let run = folder.folder(of: identity)
        // One that cannot be removed ends with this process.
        if Lease.read(in: run)?.holder == holder { try? Lease.remove(in: run) }
    }

    /// Gives a run back.
    func release(_ identity: RunIdentity) {
        FaultPoint.leaseRelease.pass()
        do {
            try folder.locked { drop(identity) }
        } catch {
            held.remove(identity)
        }
    }

    /// Renews the leases when it is time.
    ///
    /// - Returns: runs that another process has taken over, which took this one for dead.
    func renew() -> [RunIdentity] {
        guard !held.isEmpty, ContinuousClock.now - lastRenewal > .seconds(interval) else { return [] }
        lastRenewal = ContinuousClock.now
        renewals += 1
        let lost = try? folder.locked {
            held.filter { identity in
                let run = folder.folder(of: identity)
                if let lease = Lease.read(in: run), lease.holder != holder { return true }
                // A disk that is full for a while does not end a run.
                try? Lease(holder: holder, renewals: renewals).write(in: run)
                return false
            }
        }
        held.subtract(lost ?? [])
        return Array(lost ?? [])
    }
}
