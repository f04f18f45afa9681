/// Capital letters, digits and a few signs, five pixels high and as wide as they need.
enum PixelFont {
    static let height = 5

    /// Columns that `text` takes, one between letters.
    static func width(of text: String) -> Int {
        max(text.reduce(0) { $0 + glyph($1)[0].count + 1 } - 1, 0)
    }

    /// The longest beginning of `text` that is at most `columns` wide.
    static func fitted(_ text: String, columns: Int) -> String {
        var text = text
        while !text.isEmpty, width(of: text) > columns { text.removeLast() }
        return text
    }

    /// Calls `draw` for each dark pixel, counted from the top left corner.
    static func draw(_ text: String, _ draw: (_ row: Int, _ column: Int) -> Void) {
        var left = 0
        for character in text {
            let rows = glyph(character)
            for (row, line) in rows.enumerated() {
                for (column, pixel) in line.utf8.enumerated() where pixel == UInt8(ascii: "#") {
                    draw(row, left + column)
                }
            }
            left += rows[0].count + 1
        }
    }

    /// Rows of a character; a filled box for one that the font does not have.
    private static func glyph(_ character: Character) -> [Substring] {
        let key = character.uppercased().first ?? character
        return (glyphs[key] ?? "### ### ### ### ###").split(separator: " ")
    }

    private static let glyphs: [Character: String] = [
        "A": ".#. #.# ### #.# #.#", "B": "##. #.# ##. #.# ##.", "C": ".## #.. #.. #.. .##",
        "D": "##. #.# #.# #.# ##.", "E": "### #.. ##. #.. ###", "F": "### #.. ##. #.. #..",
        "G": ".## #.. #.# #.# .##", "H": "#.# #.# ### #.# #.#", "I": "### .#. .#. .#. ###",
        "J": "..# ..# ..# #.# .#.", "K": "#.# #.# ##. #.# #.#", "L": "#.. #.. #.. #.. ###",
        "M": "#...# ##.## #.#.# #...# #...#", "N": "#..# ##.# #.## #..# #..#",
        "O": ".#. #.# #.# #.# .#.", "P": "##. #.# ##. #.. #..", "Q": ".#. #.# #.# ### .##",
        "R": "##. #.# ##. #.# #.#", "S": ".## #.. .#. ..# ##.", "T": "### .#. .#. .#. .#.",
        "U": "#.# #.# #.# #.# ###", "V": "#.# #.# #.# #.# .#.",
        "W": "#...# #...# #.#.# ##.## #...#", "X": "#.# #.# .#. #.# #.#",
        "Y": "#.# #.# .#. .#. .#.", "Z": "### ..# .#. #.. ###", "0": "### #.# #.# #.# ###",
        "1": ".#. ##. .#. .#. ###", "2": "##. ..# .#. #.. ###", "3": "##. ..# .#. ..# ##.",
        "4": "#.# #.# ### ..# ..#", "5": "### #.. ##. ..# ##.", "6": ".## #.. ### #.# ###",
        "7": "### ..# .#. .#. .#.", "8": "### #.# ### #.# ###", "9": "### #.# ### ..# ##.",
        "-": "... ... ### ... ...", "+": "... .#. ### .#. ...", ".": ". . . . #", ":": ". # . # .",
        "/": "..# ..# .#. #.. #..", "_": "... ... ... ... ###", "%": "#.# ..# .#. #.. #.#",
        "'": "# # . . .", "(": ".# #. #. #. .#", ")": "#. .# .# .# #.", ",": ".. .. .. .# #.",
        " ": ".. .. .. .. ..",
    ]
}
