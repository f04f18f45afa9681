import AblateRunner
import Foundation

/// Shows a study's progress on standard error: lines redrawn in place on a terminal, else one line an event.
final class ProgressDisplay {
    private var state: StudyProgress
    private let isTerminal: Bool
    private let hasColor: Bool
    private let began = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant?
    private var moving = MovingLines()
    private var isOpen = true

    init(plan: StudyPlan) {
        state = StudyProgress(plan: plan)
        isTerminal = Terminal.isAddressable(STDERR_FILENO)
        hasColor = Terminal.hasColor(STDERR_FILENO)
        if isTerminal { Continuation.listen() }
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
        StandardError.write(erasure() + sentence + "\n")
        if isTerminal { draw(force: true) }
    }

    /// Removes the moving lines.
    func close() {
        guard isOpen else { return }
        isOpen = false
        StandardError.write(erasure())
    }

    private func staysOnTerminal(_ event: StudyRunner.Event) -> Bool {
        switch event {
        case .ended, .remarked, .silent, .elsewhere, .finishedElsewhere, .lost, .stopping, .halting: true
        default: false
        }
    }

    private var text: ProgressText {
        let size = size
        return ProgressText(
            width: isTerminal ? size.columns : 80, rows: isTerminal ? size.rows : nil, hasColor: hasColor)
    }

    /// At most five times a second.
    private func draw(force: Bool = false) {
        let now = ContinuousClock.now
        if !force, let lastDrawn, now - lastDrawn < .milliseconds(200) { return }
        lastDrawn = now
        StandardError.write(erasure() + moving.writing(text.lines(state)))
    }

    private func erasure() -> String {
        guard isTerminal else { return "" }
        // The shell has written below them meanwhile.
        if Continuation.wasNoted() { moving.letGo() }
        return moving.erasure(columns: size.columns)
    }

    private var size: Terminal.Size { Terminal.size(of: STDERR_FILENO) ?? .init(columns: 80, rows: 24) }
}
