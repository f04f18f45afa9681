extension String {
    /// Lines of at most so many characters, broken at spaces.
    package func wrapped(_ width: Int) -> [String] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let line = lines.last, line.terminalWidth + 1 + String(word).terminalWidth <= width {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
