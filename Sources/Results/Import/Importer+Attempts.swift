import AblateArchitectures
import AblateRunner
import AblateRuns
import Foundation
import GRDB

extension Importer {
    /// Adds an attempt, gives the run its result where this attempt is the one that counts, and brings the
    /// summaries of its steps up to date.
    ///
    /// - Returns: what was left out, if anything.
    func record(_ attempt: AttemptRecord) throws -> ImportRemark? {
        let remark = try add(attempt)
        try refreshSummaries(ofRun: attempt.identity)
        return remark
    }

    /// The same without the summaries, which are the caller's to bring up to date.
    func add(_ attempt: AttemptRecord) throws -> ImportRemark? {
        let short = String(attempt.identity.sha256.prefix(16))
        func rejected(_ reason: String) -> ImportRemark {
            .rejected(run: short, attempt: attempt.number, reason: reason)
        }
        if let reason = attempt.contradiction { return rejected(reason) }
        let variant: Int64
        do {
            variant = try variantID(
                attempt.identity.architecture, input: attempt.identity.data.input,
                classes: attempt.identity.data.classes)
        } catch let error as ArchitectureError {
            return rejected("its architecture is no network (\(error.description))")
        }

        let identity = attempt.identity.canonicalJSON
        guard let run = try StoredRun(db, identity: identity) else {
            try store(attempt, variant: variant, identity: identity)
            return nil
        }
        let previous = try StoredAttempt(db, run: run.id, number: attempt.number)
        // What had a result once keeps it: a reading taken earlier may arrive later.
        if previous?.weights != nil && attempt.result == nil { return nil }
        guard let result = attempt.result else {
            if run.weights == nil && attempt.number >= run.attempt {
                try store(attempt, variant: variant, identity: identity)
            } else {
                try storeRow(of: attempt, run: run.id)
            }
            return nil
        }
        if let weights = previous?.weights, weights != result.weightsSHA256 {
            return .differentWeights(run: short, kept: attempt.number, other: attempt.number)
        }
        if run.weights == nil || attempt.number <= run.attempt {
            try store(attempt, variant: variant, identity: identity)
        } else {
            try storeRow(of: attempt, run: run.id)
        }
        guard let weights = run.weights, weights != result.weightsSHA256 else { return nil }
        return .differentWeights(
            run: short, kept: min(run.attempt, attempt.number), other: max(run.attempt, attempt.number))
    }

    /// Writes the run, its epochs and predictions from this attempt, and the attempt's own row.
    private func store(_ attempt: AttemptRecord, variant: Int64, identity: String) throws {
        let result = attempt.result
        let epochs = result?.epochs ?? attempt.epochs
        let last = result == nil ? nil : epochs.last
        let run = try Int64.fetchOne(
            db,
            sql: """
                INSERT INTO run (identity, identity_sha256, variant_id, protocol_sha256, seed, status, attempt,
                    top1, test_loss, train_loss, weights_sha256, seconds, cpu_seconds, images_per_second,
                    peak_memory_bytes, diverged_at_step, finished)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (identity) DO UPDATE SET status = excluded.status, attempt = excluded.attempt,
                    top1 = excluded.top1, test_loss = excluded.test_loss, train_loss = excluded.train_loss,
                    weights_sha256 = excluded.weights_sha256, seconds = excluded.seconds,
                    cpu_seconds = excluded.cpu_seconds, images_per_second = excluded.images_per_second,
                    peak_memory_bytes = excluded.peak_memory_bytes,
                    diverged_at_step = excluded.diverged_at_step, finished = excluded.finished
                RETURNING id
                """,
            arguments: [
                identity, attempt.identity.sha256, variant, attempt.identity.trainingProtocol.sha256,
                attempt.identity.seed, attempt.status, attempt.number,
                result?.status == .completed ? result?.top1 : nil, last?.testLoss.whenFinite,
                last?.trainLoss.whenFinite, result?.weightsSHA256, result?.seconds, result?.cpuSeconds,
                epochs.imagesPerSecond, result?.peakMemoryBytes, result?.divergedAtStep, result?.finished,
            ])
        guard let run else { return }
        try storeRow(of: attempt, run: run)
        try db.execute(sql: "DELETE FROM epoch WHERE run_id = ?", arguments: [run])
        for epoch in epochs {
            try db.execute(
                sql: """
                    INSERT INTO epoch (run_id, epoch, train_loss, test_loss, top1, learning_rate, train_seconds,
                        test_seconds, images_per_second)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run, epoch.epoch, epoch.trainLoss.whenFinite, epoch.testLoss.whenFinite, epoch.top1,
                    epoch.learningRate, epoch.trainSeconds, epoch.testSeconds,
                    epoch.imagesPerSecond.whenFinite,
                ])
        }
        try db.execute(sql: "DELETE FROM prediction WHERE run_id = ?", arguments: [run])
        if let result, result.status == .completed, !result.correct.isEmpty {
            try db.execute(
                sql: "INSERT INTO prediction (run_id, images, correct_count, correct) VALUES (?, ?, ?, ?)",
                arguments: [
                    run, attempt.identity.data.testImages,
                    result.correct.reduce(0) { $0 + $1.nonzeroBitCount }, result.correct,
                ])
        }
    }

    private func storeRow(of attempt: AttemptRecord, run: Int64) throws {
        let provenance = attempt.provenance
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO attempt (run_id, number, status, started, ended, seconds, failure,
                    weights_sha256, git_commit, git_diff_sha256, binary_sha256, swift_version, cpu_model,
                    instruction_set, threads, host)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run, attempt.number, attempt.status, attempt.started,
                attempt.result?.finished ?? attempt.ended,
                attempt.result?.seconds ?? attempt.seconds, attempt.failure, attempt.result?.weightsSHA256,
                provenance.gitCommit,
                provenance.gitDiffSHA256, provenance.binarySHA256, provenance.swiftVersion,
                provenance.cpuModel,
                provenance.instructionSet, provenance.threads, provenance.host,
            ])
    }
}

/// What the database holds of a run; `weights` is `nil` while it has no result.
private struct StoredRun {
    let id: Int64
    let attempt: Int
    let weights: String?

    init?(_ db: Database, identity: String) throws {
        let row = try Row.fetchOne(
            db, sql: "SELECT id, attempt, weights_sha256 FROM run WHERE identity = ?", arguments: [identity])
        guard let row else { return nil }
        (id, attempt, weights) = (row[0], row[1], row[2])
    }
}

private struct StoredAttempt {
    let weights: String?

    init?(_ db: Database, run: Int64, number: Int) throws {
        let row = try Row.fetchOne(
            db, sql: "SELECT weights_sha256 FROM attempt WHERE run_id = ? AND number = ?",
            arguments: [run, number])
        guard let row else { return nil }
        weights = row[0]
    }
}

extension AttemptRecord {
    fileprivate var result: RunResult? {
        if case .finished(let result) = state { result } else { nil }
    }

    fileprivate var failure: String? {
        if case .failed(let reason) = state { reason } else { nil }
    }

    fileprivate var status: String {
        switch state {
        case .unfinished: "unfinished"
        case .failed: "failed"
        case .finished(let result): result.status.rawValue
        }
    }

    /// Why the result cannot be this run's, as the end of a sentence.
    fileprivate var contradiction: String? {
        guard let result else { return nil }
        if result.identitySHA256 != identity.sha256 {
            return "its result belongs to run \(result.identitySHA256.prefix(16))"
        }
        if result.status == .completed {
            guard let top1 = result.top1 else { return "its result is complete but has no accuracy" }
            if !(0...1).contains(top1) { return "its accuracy is \(top1), not a fraction of 1" }
        }
        let bytes = (identity.data.testImages + 7) / 8
        if !result.correct.isEmpty && result.correct.count != bytes {
            return
                "its bitmap has \(result.correct.count) bytes where \(identity.data.testImages) test images "
                + "need \(bytes)"
        }
        return nil
    }
}

extension [EpochRecord] {
    /// All images over all training seconds; `nil` before the first epoch.
    fileprivate var imagesPerSecond: Double? {
        let seconds = reduce(0) { $0 + $1.trainSeconds }
        guard seconds > 0 else { return nil }
        return (reduce(0) { $0 + $1.imagesPerSecond * $1.trainSeconds } / seconds).whenFinite
    }
}

extension Double {
    /// SQLite has no NaN, and an infinite loss is as little a number to average.
    fileprivate var whenFinite: Double? { isFinite ? self : nil }
}
