import AblateFigures
import AblateReports
import AblateStatistics
import AblateWords
import Foundation
import Testing

/// Figures of steps in other places than the roadmap's, read as the page has them.
@Suite("Figures of effects and interactions")
struct EffectFigureTests {
    /// A text of a drawing, in the room that it takes at most about.
    private struct Text {
        var words: String
        var classes: Set<Substring>
        var left: Double
        var right: Double
        var baseline: Double
        var size: Double
    }

    /// The drawings of a figure by the names of its widths.
    private static func drawings(_ figure: Figure) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: figure.html.components(separatedBy: "<svg class=\"").dropFirst().map {
                (String($0.prefix { $0 != "\"" }), String($0.prefix { $0 != "\n" }) + $0)
            })
    }

    private static func size(_ drawing: String) throws -> (width: Double, height: Double) {
        let match = try #require(drawing.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/))
        return (try #require(Double(match.1)), try #require(Double(match.2)))
    }

    private static func texts(_ drawing: String) throws -> [Text] {
        try drawing.matches(
            of:
                /<text class="([^"]*)" x="([^"]*)" y="([^"]*)" text-anchor="([^"]*)" font-size="([^"]*)">([^<]*)</
        ).map { match in
            let (x, size) = (try #require(Double(match.2)), try #require(Double(match.5)))
            let width = Drawing.width(of: String(match.6), size: size)
            let left = x - (match.4 == "end" ? width : match.4 == "middle" ? width / 2 : 0)
            return Text(
                words: String(match.6), classes: Set(match.1.split(separator: " ")), left: left,
                right: left + width, baseline: try #require(Double(match.3)), size: size)
        }
    }

    /// Words that leave the drawing, or lie on others.
    private static func faults(_ drawing: String) throws -> [String] {
        let (width, height) = try size(drawing)
        let texts = try texts(drawing)
        var faults = texts.filter {
            $0.left < -0.5 || $0.right > width + 0.5 || $0.baseline - 0.8 * $0.size < 0
                || $0.baseline > height
        }.map { "\($0.words) is cut" }
        for (index, one) in texts.enumerated() {
            faults += texts.dropFirst(index + 1).filter { other in
                min(one.right, other.right) - max(one.left, other.left) > 0.5
                    && abs(one.baseline - other.baseline) < 0.8 * min(one.size, other.size)
            }.map { "\(one.words) lies on \($0.words)" }
        }
        return faults
    }

    private static func points(_ fraction: Double, decimals: Int) -> String {
        let text = String(format: "%.\(decimals)f", abs(100 * fraction))
        return fraction == 0 ? text : (fraction > 0 ? "+" : "−") + text
    }

    @Test func nothingIsCutAndNoWordLiesOnAnother() throws {
        for figure in [try EffectFixture.effects(), try EffectFixture.interactions()] {
            for (name, drawing) in Self.drawings(figure) {
                #expect(try Self.faults(drawing) == [], "\(figure.id), \(name)")
            }
        }
    }

    @Test func longNamesAreCutBeforeTheyLieOnSomething() throws {
        let name = String(repeating: "very-long-", count: 9)
        var lines = EffectFixture.lines
        for index in lines.indices { lines[index].id = name + "\(index)" }
        for figure in [
            try #require(EffectFigure.figure(of: lines, legend: EffectFixture.legend)),
            try #require(InteractionFigure.figure(of: EffectFixture.cells, players: lines.map(\.id))),
        ] {
            for (width, drawing) in Self.drawings(figure) {
                #expect(try Self.faults(drawing) == [], "\(figure.id), \(width)")
                #expect(drawing.contains("very-long-ver"))
            }
            #expect(
                figure.html.contains(
                    figure.id == "effects" ? "<title>stage ratio, " : "<title>\(name)0 and \(name)1: "))
        }
    }

    /// A page without these figures does not carry their rules, and one with both has each once.
    @Test func theirRulesComeWithThem() throws {
        let figures = [try EffectFixture.effects(), try EffectFixture.interactions()]
        let plain = ReportDocument.style(ofFigures: [])
        #expect(!plain.contains("effect-") && !plain.contains("in-cell"))
        let both = ReportDocument.style(ofFigures: figures + figures)
        for figure in figures { #expect(both.components(separatedBy: figure.style).count == 2) }
        let classes = Set(figures.map(\.html).joined().matches(of: /class="f ([a-z-]+)/).map { String($0.1) })
        #expect(classes.count == 8)
        for name in classes { #expect(both.contains(".f.\(name) {"), "\(name)") }
    }

    @Test func twelveStepsFitAFirstScreen() throws {
        for figure in [try EffectFixture.effects(), try EffectFixture.interactions()] {
            let size = try Self.size(#require(Self.drawings(figure)["wide"]))
            #expect(size.width == 1200 && size.height <= 460, "\(figure.id): \(size.height)")
        }
    }

    @Test func everyEstimateHasItsMarkItsBarAndItsWords() throws {
        let figure = try EffectFixture.effects()
        for (name, drawing) in Self.drawings(figure) {
            for (kind, shape) in [
                (EffectKind.order, "circle"), (.first, "polygon"), (.last, "polygon"), (.shapley, "polygon"),
            ] {
                let marks = drawing.matches(
                    of: try Regex("<\(shape) class=\"f effect-\(kind.rawValue)\"[^>]*><title>"))
                #expect(marks.count == 12, "\(name), \(kind)")
                let bars = drawing.matches(of: try Regex("<line class=\"l effect-\(kind.rawValue)\""))
                #expect(bars.count == 12, "\(name), \(kind)")
                #expect(drawing.contains(">\(try #require(EffectFixture.legend[kind]))</text>"))
            }
            #expect(drawing.components(separatedBy: ">depends on order</text>").count == 5)
            #expect(drawing.contains("<line class=\"l zero\""))
        }
        #expect(
            figure.html.contains(
                "<title>stage ratio, added to the first row: −1.10 points, 95 % interval −1.30 to −0.90, n = 10</title>"
            ))
        #expect(
            figure.description.hasPrefix(
                "In points, Shapley: stage-ratio −0.50, patchify +0.20 (depends on order), "))
    }

    @Test func barsOfALineLieBelowEachOther() throws {
        for drawing in Self.drawings(try EffectFixture.effects()).values {
            let bars = drawing.matches(of: /<line class="l effect-[a-z]+" x1="[^"]*" y1="([^"]*)"/).compactMap
            {
                Double($0.1)
            }
            #expect(bars.count == 48)
            for (index, bar) in bars.enumerated() {
                #expect(bars.dropFirst(index + 1).allSatisfy { abs($0 - bar) >= 7 })
            }
        }
    }

    @Test func onlyWhatIsThereIsNamedAndDrawn() throws {
        #expect(EffectFigure.figure(of: [], legend: [:]) == nil)
        #expect(EffectFigure.figure(of: [.init(id: "a", title: "a", estimates: [])], legend: [:]) == nil)
        let figure = try #require(
            EffectFigure.figure(
                of: [
                    .init(
                        id: "a", title: "A & B",
                        estimates: [.init(kind: .order, mean: 0.01, interval: nil, n: 1)])
                ], legend: [.order: "in the paper's order", .last: "taken from the last row"]))
        #expect(
            figure.title
                == "What each step is worth by where it stands, in points of top-1. Circles: in the paper's order."
        )
        let page = figure.html
        #expect(!page.contains("taken") && !page.contains("[95 %]") && !page.contains("depends"))
        #expect(page.contains("<title>A &amp; B, in the paper's order: +1.00 points, n = 1</title>"))
        #expect(!page.contains("nan") && !page.contains("inf"))
    }

    /// One interval of two seeds does not push all other marks together.
    @Test func anIntervalFarBeyondTheOthersIsCutWithATip() throws {
        var lines = EffectFixture.lines
        #expect(try !EffectFixture.effects().title.contains("tip"))
        lines[3].estimates[0].interval = EffectFixture.interval(lines[3].estimates[0].mean, 0.5)
        let figure = try #require(EffectFigure.figure(of: lines, legend: EffectFixture.legend))
        #expect(figure.title.contains("with a tip where they go on"))
        let wide = try #require(Self.drawings(figure)["wide"])
        #expect(wide.components(separatedBy: "<polyline class=\"l effect-order\"").count == 3)
    }

    @Test func aCellHasItsNumberItsSignsColourAndItsWords() throws {
        let figure = try EffectFixture.interactions()
        #expect(EffectFixture.cells.count == 66)
        for (name, drawing) in Self.drawings(figure) {
            let bars = drawing.matches(of: /<rect class="f (more|less|none) i([0-4])"[^>]*><title>([^<]*)</)
            #expect(bars.count == 66, "\(name)")
            for bar in bars {
                let isPositive = bar.3.contains(": +")
                #expect(bar.1 == (isPositive ? "more" : bar.3.contains(": −") ? "less" : "none"))
            }
            let numbers = try Self.texts(drawing).filter { $0.classes.contains("in-cell") }
            // Tenths where hundredths have no room.
            let decimals = name == "narrow" ? 1 : 2
            #expect(
                numbers.map(\.words) == EffectFixture.cells.map { Self.points($0.mean, decimals: decimals) })
            #expect(
                zip(numbers, EffectFixture.cells).allSatisfy {
                    $0.classes.contains("strong") == $1.isSure && $0.size >= 9.5
                })
        }
        #expect(
            figure.html.contains(
                "<title>stage-ratio and patchify: 0.00 points, 95 % interval −0.40 to +0.40, n = 10</title>"))
        #expect(
            figure.description.hasPrefix(
                "66 pairs of 12 steps; told from zero: stage-ratio and depthwise +1.10, "))
    }

    /// Where there is no room for names the cells are numbered, and the numbers explained.
    @Test func namesStandOnTheDiagonalOrInAKey() throws {
        let drawings = Self.drawings(try EffectFixture.interactions())
        for (name, drawing) in drawings {
            for (id, _) in EffectFixture.steps {
                #expect(drawing.components(separatedBy: ">\(id)</text>").count == 2, "\(name), \(id)")
            }
        }
        #expect(try #require(drawings["narrow"]).components(separatedBy: ">12</text>").count == 3)
        #expect(try !#require(drawings["wide"]).contains(">12</text>"))
    }

    @Test func pairsAreTakenInAnyOrderAndNoneIsNoFigure() throws {
        #expect(InteractionFigure.figure(of: [], players: ["a", "b"]) == nil)
        let one = InteractionFigure.Cell(
            first: 1, second: 0, mean: -0.002, interval: nil, n: 3, isSure: false)
        let figure = try #require(InteractionFigure.figure(of: [one], players: ["a", "b"]))
        #expect(figure.html.contains("<title>a and b: −0.20 points, n = 3</title>"))
        #expect(figure.title.hasSuffix("; none is told from zero.") && !figure.html.contains(">bold<"))
        #expect(figure.description == "1 pair of 2 steps; told from zero: none.")
    }
}
