import Foundation

/// A terminal of a given size with a command in it, and the screen that a person would see.
final class PseudoTerminal {
    struct Failure: Error {
        var reason: String
    }

    let process = Process()
    private let primary: Int32
    private(set) var screen: TerminalScreen
    /// All bytes so far.
    private(set) var received: [UInt8] = []

    /// Starts `ablate ARGUMENTS…` with standard output and standard error on the terminal.
    init(
        columns: Int, rows: Int, _ arguments: [String], environment: [String: String] = [:],
        in folder: URL? = nil
    ) throws {
        var (near, far): (Int32, Int32) = (-1, -1)
        guard openpty(&near, &far, nil, nil, nil) == 0 else {
            throw Failure(reason: "No pseudo-terminal can be opened: \(String(cString: strerror(errno))).")
        }
        primary = near
        screen = TerminalScreen(columns: columns, rows: rows)
        let handle = FileHandle(fileDescriptor: far, closeOnDealloc: true)
        process.executableURL = Ablate.executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["TERM": "xterm-256color", "NO_COLOR": ""]) { $1 }.merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        _ = fcntl(primary, F_SETFD, FD_CLOEXEC)
        resizeTerminal()
        try process.run()
        try handle.close()
    }

    deinit {
        close(primary)
        if process.isRunning { process.terminate() }
    }

    func resize(columns: Int, rows: Int) {
        screen.resize(columns: columns, rows: rows)
        resizeTerminal()
    }

    private func resizeTerminal() {
        var size = winsize()
        (size.ws_col, size.ws_row) = (UInt16(screen.columns), UInt16(screen.rows))
        _ = ioctl(primary, UInt(TIOCSWINSZ), &size)
    }

    /// As if a person typed it; the terminal echoes it.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(primary, bytes, bytes.count)
    }

    /// Reads what has come.
    ///
    /// - Returns: `false` when the other side is closed.
    func read() -> Bool {
        var ready = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 20) > 0 else { return true }
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        let count = Foundation.read(primary, &buffer, buffer.count)
        // EIO: nobody has the terminal open any more.
        guard count > 0 else { return false }
        received += buffer[..<count]
        screen.write(buffer[..<count])
        return true
    }

    /// Reads until a condition holds.
    func wait(for what: String, until condition: (TerminalScreen) -> Bool) throws {
        let start = ContinuousClock.now
        while !condition(screen) {
            if !read() || ContinuousClock.now - start > .seconds(60) {
                throw Failure(reason: "Waited in vain for \(what); the screen has:\n\(screen.text)")
            }
        }
    }

    /// Reads to the end.
    func finish() -> Int32 {
        while read() {}
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// What a terminal shows of the characters and the few control sequences that Ablate writes; others are a mark `¿`.
struct TerminalScreen {
    private(set) var columns: Int
    private(set) var rows: Int
    /// Everything since the beginning, a row a line; the last `rows` of them are on the screen.
    private var cells: [[Character]] = [[]]
    /// Rows that go on in the next one, because the terminal broke them.
    private var isBroken: [Bool] = [false]
    private var row = 0
    private var column = 0
    private var pending: [UInt8] = []
    /// The most rows that one write has had on the screen at a time.
    private(set) var widest = 0

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// All lines, also those that have left the screen.
    var lines: [String] {
        cells.map { line in
            var text = String(line)
            while text.hasSuffix(" ") { text.removeLast() }
            return text
        }
    }

    var text: String { lines.joined(separator: "\n") }

    /// Whether the terminal had to break a line.
    var hasBrokenLines: Bool { isBroken.contains(true) }

    mutating func write(_ bytes: some Sequence<UInt8>) {
        pending += bytes
        // What is no whole character yet waits.
        guard let text = String(validating: pending, as: UTF8.self) else { return }
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            switch scalar {
            case "\u{1B}":
                guard let end = rest.dropFirst(2).firstIndex(where: { $0.properties.isAlphabetic }) else {
                    pending = Array(String(rest).utf8)
                    return
                }
                control(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end]), rest[end])
                rest = rest[rest.index(after: end)...]
                continue
            case "\r": column = 0
            case "\n": lineFeed(isBroken: false)
            default: put(Character(scalar))
            }
            rest.removeFirst()
        }
        pending = []
    }

    private mutating func put(_ character: Character) {
        if column == columns {
            lineFeed(isBroken: true)
            column = 0
        }
        while cells[row].count <= column { cells[row].append(" ") }
        cells[row][column] = character
        column += 1
        widest = max(widest, column)
    }

    private mutating func lineFeed(isBroken broken: Bool) {
        isBroken[row] = broken
        row += 1
        if row == cells.count {
            cells.append([])
            isBroken.append(false)
        }
    }

    private mutating func control(_ parameters: String, _ command: Unicode.Scalar) {
        let number = Int(parameters) ?? (parameters.isEmpty ? 1 : 0)
        switch command {
        case "A": row = max(row - number, cells.count - rows, 0)
        case "J":
            clearLine()
            cells.removeSubrange((row + 1)...)
            isBroken.removeSubrange((row + 1)...)
        case "K": clearLine()
        case "m": break
        default: put("¿")
        }
    }

    private mutating func clearLine() {
        if cells[row].count > column { cells[row].removeSubrange(column...) }
        isBroken[row] = false
    }

    /// Breaks lines anew, as terminals do.
    mutating func resize(columns: Int, rows: Int) {
        var whole: [[Character]] = []
        var cursor = (line: 0, column: 0)
        var goesOn = false
        for index in cells.indices {
            if !goesOn { whole.append([]) }
            if index == row { cursor = (whole.count - 1, whole[whole.count - 1].count + column) }
            whole[whole.count - 1] += cells[index]
            goesOn = isBroken[index]
        }
        (self.columns, self.rows) = (columns, rows)
        (cells, isBroken) = ([], [])
        for (index, line) in whole.enumerated() {
            let parts = stride(from: 0, to: max(line.count, 1), by: columns).map {
                Array(line[$0..<min($0 + columns, line.count)])
            }
            if index == cursor.line {
                row = cells.count + min(cursor.column / columns, parts.count - 1)
                column = cursor.column % columns
            }
            cells += parts
            isBroken += parts.indices.map { $0 < parts.count - 1 }
        }
    }
}
