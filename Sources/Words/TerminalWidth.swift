extension String {
    /// The cells that the text takes on a terminal: none for a combining mark, two for a wide East Asian
    /// character or an emoji, one for everything else.
    package var terminalWidth: Int {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return utf8.count }
        // A character and its marks share the cells of the widest of them.
        return reduce(0) { total, character in
            total + (character.unicodeScalars.map(\.terminalWidth).max() ?? 0)
        }
    }
}

extension Unicode.Scalar {
    fileprivate var terminalWidth: Int {
        if value < 0x7F { return value < 0x20 ? 0 : 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return properties.isEmojiPresentation || isWide ? 2 : 1
        }
    }

    /// The blocks that are wide throughout in Unicode's East Asian Width (UAX #11).
    private var isWide: Bool {
        switch value {
        case 0x1100...0x115F,  // Hangul leading consonants
            0x2E80...0x303E, 0x3041...0xA4CF,  // CJK radicals to Yi
            0xAC00...0xD7A3,  // Hangul syllables
            0xF900...0xFAFF, 0xFE30...0xFE6F,  // compatibility forms
            0xFF01...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
            0x20000...0x3FFFD:  // supplementary ideographs
            true
        default: false
        }
    }
}
