import Foundation
import Testing

extension TinyStudy {
    /// Everything that the folder and its database tell, but for times: two studies that came to the same have
    /// equal texts. The number and slot of checkpoints, and the log, depend on when a study was interrupted.
    func digest() throws -> String {
        let queries = [
            "SELECT identity, status, attempt, top1, test_loss, train_loss, weights_sha256, diverged_at_step "
                + "FROM run ORDER BY identity",
            "SELECT identity, e.epoch, e.train_loss, e.test_loss, e.top1, e.learning_rate FROM epoch e "
                + "JOIN run ON run.id = run_id ORDER BY identity, e.epoch",
            "SELECT identity, number, a.status, failure, a.weights_sha256, binary_sha256, threads "
                + "FROM attempt a JOIN run ON run.id = run_id ORDER BY identity, number",
            "SELECT identity, images, correct_count, hex(correct) FROM prediction "
                + "JOIN run ON run.id = run_id ORDER BY identity",
            "SELECT name, seeds, manifest FROM study ORDER BY name",
            "SELECT position, id, title FROM step ORDER BY study_id, position",
            "SELECT count(*), sum(macs) FROM layer",
        ]
        return try (files() + queries.map(query)).joined(separator: "\n")
    }

    /// Names and contents of the files of each attempt, without times.
    private func files() throws -> [String] {
        let runs = results.appendingPathComponent("runs")
        let paths = FileManager.default.enumerator(atPath: runs.path)?.allObjects as? [String] ?? []
        return try paths.sorted().compactMap { path in
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let place = path.split(separator: "/").dropLast().joined(separator: "/")
            // They tell when a study was interrupted, and so does the slot of the last checkpoint.
            let ignored = ["log.txt", "crashes.jsonl", "progress.json", "lease.json"]
            // Where a run ends in its weights, or was killed on the way there, is for `ablate clean`.
            let isOfWeights = ["checkpoint-", "weights", ".weights."].contains { name.hasPrefix($0) }
            if ignored.contains(name) || isOfWeights { return nil }
            guard name.hasSuffix(".json") || name.hasSuffix(".jsonl") else { return "\(place) \(name)" }
            let text = try String(contentsOf: runs.appendingPathComponent(path), encoding: .utf8)
            return "\(place) \(name) \(Self.withoutTimes(text))"
        }
    }

    private static func withoutTimes(_ text: String) -> String {
        let times = [
            "started", "finished", "trainSeconds", "testSeconds", "imagesPerSecond", "seconds", "cpuSeconds",
            "peakMemoryBytes",
            // Somebody may work on the checkout while the tests run.
            "gitCommit", "gitDiffSHA256",
        ]
        var text = text
        for key in times {
            text = text.replacingOccurrences(
                of: "\"\(key)\"\\s*:\\s*(\"[^\"]*\"|[-+.0-9eE]+)", with: "\"\(key)\":_",
                options: .regularExpression)
        }
        return text
    }
}

/// What an undisturbed study of the same steps and epochs comes to; made once.
enum Undisturbed {
    private static let short = Result { try digest(epochs: 1) }
    private static let long = Result { try digest(epochs: 3) }

    /// - Parameter epochs: 1 or 3.
    static func digest(of epochs: Int) throws -> String { try (epochs == 1 ? short : long).get() }

    /// Trains the study for any number of epochs.
    static func digest(epochs: Int) throws -> String {
        let study = try TinyStudy(epochs: epochs)
        let output = try study.run()
        #expect(output.status == 0, "\(output.standardError)")
        return try study.digest()
    }
}

/// Waits for what another process does, patiently: a machine may be busy.
func wait(for what: String, _ isTrue: () throws -> Bool) throws {
    struct InVain: Error, CustomStringConvertible {
        let description: String
    }
    let deadline = Date(timeIntervalSinceNow: 300)
    while try !isTrue() {
        guard Date() < deadline else { throw InVain(description: "Waited in vain for \(what).") }
        usleep(20_000)
    }
}

/// Processes as Linux tells them.
enum Processes {
    /// Those that `parent` started and that have not been waited for.
    static func children(of parent: Int32) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(Int32.init).filter { fields($0)?.parent == parent }
    }

    /// Held by a SIGSTOP.
    static func isStopped(_ process: Int32) -> Bool { fields(process)?.state == "T" }

    private static func fields(_ process: Int32) -> (state: String, parent: Int32)? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 1, let parent = Int32(fields[1]) else { return nil }
        return (String(fields[0]), parent)
    }
}
