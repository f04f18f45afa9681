import Foundation

/// Processes that give no sign of life.
extension StudyExecution {
    /// Tells of each once, and ends those that do not hear a request to stop.
    func watch() throws {
        for index in jobs.indices {
            jobs[index].watchdog.look()
            if let silence = jobs[index].watchdog.untoldSilence() {
                let (run, log) = (jobs[index].run, jobs[index].attempt.log)
                try onEvent(.silent(run, seconds: silence / .seconds(1), log: log.path))
                note(silence, in: log)
            }
            if let asked = askedToStop, jobs[index].watchdog.isDeaf(askedFor: .now - asked) {
                jobs[index].process.send(SIGKILL)
            }
        }
    }

    /// The process cannot say it itself.
    private func note(_ silence: Duration, in log: URL) {
        guard let file = try? FileHandle(forWritingTo: log) else { return }
        let seconds = Int(silence / .seconds(1))
        _ = try? file.seekToEnd()
        try? file.write(
            contentsOf: Data(
                "\(AttemptFolder.now()): no iteration and no tested batch for \(seconds) s.\n".utf8))
        try? file.close()
    }
}
