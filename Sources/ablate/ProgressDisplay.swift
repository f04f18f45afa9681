import Foundation
import Runner

/// Shows a study's progress on standard error: lines redrawn in place on a terminal, else one line an event.
final class ProgressDisplay {
    private var state: StudyProgress
    private let isTerminal: Bool
    private let hasColor: Bool
    private let began = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant?
    private var drawnLines = 0
    private var isOpen = true

    init(plan: StudyPlan, environment: [String: String] = ProcessInfo.processInfo.environment) {
        state = StudyProgress(plan: plan)
        isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
        // https://no-color.org: set and not empty.
        hasColor = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
        if isTerminal { write("\u{1B}[?25l") }
    }

    func note(_ event: StudyRunner.Event) {
        state.elapsed = (ContinuousClock.now - began) / .seconds(1)
        state.note(event)
        if let sentence = text.sentence(event, state), !isTerminal || staysOnTerminal(event) {
            say(sentence)
        }
        if isTerminal { draw() }
    }

    /// Says something that stays, above the lines that move.
    func say(_ sentence: String) {
        write(erasure + sentence + "\n")
        if isTerminal { draw(force: true) }
    }

    /// Removes the moving lines and gives the cursor back.
    func close() {
        guard isOpen else { return }
        isOpen = false
        if isTerminal { write(erasure + "\u{1B}[?25h") }
    }

    private func staysOnTerminal(_ event: StudyRunner.Event) -> Bool {
        switch event {
        case .ended, .remarked, .silent, .elsewhere, .finishedElsewhere, .lost, .stopping, .halting: true
        default: false
        }
    }

    private var text: ProgressText { ProgressText(width: isTerminal ? columns : 80, hasColor: hasColor) }

    /// At most five times a second.
    private func draw(force: Bool = false) {
        let now = ContinuousClock.now
        if !force, let lastDrawn, now - lastDrawn < .milliseconds(200) { return }
        lastDrawn = now
        let lines = text.lines(state)
        write(erasure + lines.map { $0 + "\n" }.joined())
        drawnLines = lines.count
    }

    /// Takes the moving lines back; the cursor is then where they began.
    private var erasure: String {
        defer { drawnLines = 0 }
        return drawnLines > 0 ? "\u{1B}[\(drawnLines)A\u{1B}[J" : ""
    }

    private var columns: Int {
        var size = winsize()
        let found = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return found ? Int(size.ws_col) : 80
    }

    private func write(_ text: String) {
        // A terminal that is gone is no reason to stop training.
        StandardError.write(text)
    }
}
