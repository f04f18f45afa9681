import AblateTables
import AblateWords
import Foundation
import Testing

@Suite("Tables on a narrow terminal")
struct TerminalTableTests {
    private static func table(spare: Bool) -> Table {
        var table = Table(columns: [
            .init("study"), .init("id"), .init("title", isSpare: spare), .init("delta_mean"),
            .init("paper_delta_mean", "paper's difference"), .init("changes"),
        ])
        table.append([
            .text("quick epochs=1 train-images=500"), .text("patchify"), .text("\"patchify\" stem"),
            .real(0.0151, decimals: 4), .real(0.0015, decimals: 4), .list(["stem resnet → patchify"]),
        ])
        table.append([
            .text("quick epochs=1 train-images=500"), .text("separate-downsampling"),
            .text("separate d.s. conv"), .real(0.0082, decimals: 4), .real(0.005, decimals: 4),
            .list(["downsampling joint → separate", "stemNorm false → true", "layerScale none → 1e-06"]),
        ])
        return table
    }

    @Test(arguments: 8...200, [true, false]) func noLineIsWiderThanTheTerminal(width: Int, spare: Bool) {
        let lines = Self.table(spare: spare).text(width: width).split(separator: "\n")
        #expect(lines.allSatisfy { String($0).terminalWidth <= width }, "\(lines.joined(separator: "\n"))")
    }

    @Test func whatFitsAndWhatGoesElsewhereIsAsItWas() {
        let table = Self.table(spare: true)
        let plain = table.rendered(as: .table)
        #expect(table.text(width: nil) == plain)
        #expect(table.text(width: 200) == plain)
        #expect(table.text(width: plain.split(separator: "\n").map(\.count).max()) == plain)
    }

    @Test func aColumnThatSaysTheSameInEveryRowIsToldAbove() {
        let text = Self.table(spare: true).text(width: 110)
        #expect(text.hasPrefix("study: quick epochs=1 train-images=500\n\nid "))
        #expect(text.components(separatedBy: "quick epochs=1").count == 2)
        #expect(text.contains("separate d.s. conv") && text.contains("→ 1e-06"))
    }

    @Test func spareColumnsGiveWayAndAreNamed() {
        let text = Self.table(spare: true).text(width: 62)
        #expect(!text.contains("d.s. conv"))
        #expect(text.contains("separate-downsampling") && text.contains("0.0082") && text.contains("1e-06"))
        let remark = text.components(separatedBy: "\n\n").last?.replacing("\n", with: " ")
        #expect(
            remark
                == "Left out, because the terminal is narrow: title; the table in another format has everything.",
            "\(text)")
        // One that may not be left out is not.
        #expect(Self.table(spare: false).text(width: 62).contains("d.s."))
    }

    @Test func whatCannotBeBrokenIsALineAValue() {
        #expect(
            Self.table(spare: false).text(width: 44) == """
                study: quick epochs=1 train-images=500

                id                  patchify
                title               "patchify" stem
                delta_mean          0.0151
                paper's difference  0.0015
                changes             stem resnet → patchify

                id                  separate-downsampling
                title               separate d.s. conv
                delta_mean          0.0082
                paper's difference  0.0050
                changes             downsampling joint →
                                    separate; stemNorm false
                                    → true; layerScale none
                                    → 1e-06
                """)
    }
}
