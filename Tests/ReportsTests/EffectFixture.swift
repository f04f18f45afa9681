import AblateExperiments
import AblateFigures
import AblateReports
import AblateRoadmaps
import AblateStatistics
import Testing

/// Twelve steps with all that a figure of them can have, made up by arithmetic.
enum EffectFixture {
    static let legend: [EffectKind: String] = [
        .order: "in the roadmap's order", .first: "added to the first row", .last: "taken from the last row",
        .shapley: "Shapley",
    ]

    static let steps = Roadmap.convNeXt(.small).withoutPrecursors().adoptedSteps.map { ($0.id, $0.title) }

    static func interval(_ mean: Double, _ half: Double) -> Interval {
        Interval(lower: mean - half, upper: mean + half, confidence: 0.95)
    }

    /// Between −1.4 and +1.4 points, with intervals of 0.1 to 0.7 points on either side.
    static let lines: [EffectFigure.Line] = steps.enumerated().map { index, step in
        EffectFigure.Line(
            id: step.0, title: step.1,
            estimates: EffectKind.allCases.enumerated().map { place, kind in
                let mean = Double((index * 7 + place * 3) % 29 - 14) / 1000
                return EffectFigure.Estimate(
                    kind: kind, mean: mean, interval: interval(mean, Double(1 + (index + place) % 7) / 1000),
                    n: 10)
            }, remark: index % 3 == 1 ? "depends on order" : nil)
    }

    static let cells: [InteractionFigure.Cell] = steps.indices.flatMap { first in
        ((first + 1)..<max(steps.count, first + 1)).map { second in
            let mean = Double((first * 5 + second * 11) % 23 - 11) / 1000
            return InteractionFigure.Cell(
                first: first, second: second, mean: mean, interval: interval(mean, 0.004), n: 10,
                isSure: abs(mean) > 0.004)
        }
    }

    static func effects() throws -> Figure {
        try #require(EffectFigure.figure(of: lines, legend: legend))
    }

    static func interactions() throws -> Figure {
        try #require(InteractionFigure.figure(of: cells, players: steps.map(\.0)))
    }
}
