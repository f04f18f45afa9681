import AblateFigures
import AblateStatistics

/// Where a step's worth was measured.
package enum EffectKind: String, CaseIterable, Sendable {
    /// Over the row before it, in the order of the roadmap.
    case order
    /// Added to the first row.
    case first
    /// Taken from the last row.
    case last
    /// The mean over orders.
    case shapley
}

/// What each step is worth by where it stands: a line a step, on it an estimate a kind with its interval.
package struct EffectFigure: Sendable {
    /// A step.
    package struct Line: Sendable {
        /// What the line is called at its left.
        package var id: String
        /// What the step is called by its marks.
        package var title: String
        /// At most one of each kind.
        package var estimates: [Estimate]
        /// What is to be said of the step in a word or three: `depends on order`.
        package var remark: String?

        /// A step with its estimates.
        package init(id: String, title: String, estimates: [Estimate], remark: String? = nil) {
            self.id = id
            self.title = title
            self.estimates = estimates
            self.remark = remark
        }
    }

    /// One measure of a step's worth.
    package struct Estimate: Sendable {
        /// Where it was measured.
        package var kind: EffectKind
        /// As a fraction of 1.
        package var mean: Double
        /// Of 95 %, in fractions of 1; `nil` where there is none.
        package var interval: Interval?
        /// Seeds that it is the mean of.
        package var n: Int

        /// An estimate from `n` seeds.
        package init(kind: EffectKind, mean: Double, interval: Interval?, n: Int) {
            self.kind = kind
            self.mean = mean
            self.interval = interval
            self.n = n
        }
    }

    /// The steps, from above.
    let lines: [Line]
    /// What the kinds are called: `in the paper's order`.
    let legend: [EffectKind: String]
    /// Of the drawing, in units of a pixel.
    let width: Double

    /// Estimates of every step; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - legend: what readers call the kinds; one without a name has that of its case.
    ///   - id: kebab-case, unique in a report.
    package static func figure(
        of lines: [Line], legend: [EffectKind: String], id: String = "effects"
    ) -> Figure? {
        let figure = EffectFigure(lines: lines, legend: legend, width: 0)
        guard !figure.kinds.isEmpty else { return nil }
        return Figure(
            id: id, title: figure.title, description: figure.description, style: style
        ) { width in EffectFigure(lines: lines, legend: legend, width: width).drawing }
    }

    /// Colours are the page's; shapes say the same.
    private static let style = """
        .f.effect-order { fill: var(--c0); } .l.effect-order { stroke: var(--c0); }
        .f.effect-first { fill: var(--c1); } .l.effect-first { stroke: var(--c1); }
        .f.effect-last { fill: var(--c2); } .l.effect-last { stroke: var(--c2); }
        .f.effect-shapley { fill: var(--ink); } .l.effect-shapley { stroke: var(--ink); }
        .f.effect-line { fill: var(--soft); }
        """

    /// Those that some step has, in the order of their places on a line.
    var kinds: [EffectKind] {
        EffectKind.allCases.filter { kind in
            lines.contains { $0.estimates.contains { $0.kind == kind } }
        }
    }

    /// The kind whose numbers are written out: the one that knows of all orders, where there is one.
    var written: EffectKind? { kinds.contains(.shapley) ? .shapley : kinds.first }

    /// What readers call a kind.
    func name(_ kind: EffectKind) -> String { legend[kind] ?? kind.rawValue }

    /// What the estimates of all steps need.
    var axis: PointsAxis {
        let estimates = lines.flatMap(\.estimates)
        return PointsAxis(values: estimates.map(\.mean), intervals: estimates.compactMap(\.interval))
    }

    /// Names what is drawn and no more.
    private var title: String {
        var parts = kinds.map { "\(Self.shape(of: $0)): \(name($0))" }
        if lines.contains(where: { $0.estimates.contains { $0.interval != nil } }) {
            parts.append(
                "bars are 95 % intervals" + (axis.cutsIntervals ? ", with a tip where they go on" : ""))
        }
        let marks = parts.joined(separator: "; ")
        return
            "What each step is worth by where it stands, in points of top-1. \(marks.prefix(1).uppercased())"
            + "\(marks.dropFirst())."
    }

    private static func shape(of kind: EffectKind) -> String {
        switch kind {
        case .order: "circles"
        case .first: "triangles up"
        case .last: "triangles down"
        case .shapley: "diamonds"
        }
    }

    private var description: String {
        guard let written else { return "" }
        let values = lines.compactMap { line in
            line.estimates.first { $0.kind == written }.map {
                "\(line.id) \(Points.signed($0.mean))" + (line.remark.map { " (\($0))" } ?? "")
            }
        }
        return "In points, \(name(written)): \(values.joined(separator: ", "))."
    }
}
