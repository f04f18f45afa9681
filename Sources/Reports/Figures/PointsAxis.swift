import AblateFigures
import AblateStatistics

/// The axis of differences in points: zero and all values are shown whole. An interval of few runs would push everything
/// else together, so it is cut where it goes far beyond them.
struct PointsAxis: Sendable {
    /// In points; zero is among them.
    private let values: [Double]
    private let intervals: [Interval]

    /// Values and intervals are fractions of 1.
    init(values: [Double], intervals: [Interval]) {
        self.values = [0] + values.map { 100 * $0 }
        self.intervals = intervals
    }

    /// From where to where the axis reaches at most, in points.
    private var reach: ClosedRange<Double> {
        let (least, most) = (values.min() ?? 0, values.max() ?? 0)
        let room = max(0.6 * (most - least), 0.1)
        return least - room...most + room
    }

    /// Whether an interval is cut at the end of the axis.
    var cutsIntervals: Bool {
        let reach = reach
        return intervals.contains { 100 * $0.lower < reach.lowerBound || 100 * $0.upper > reach.upperBound }
    }

    /// The scale between two places, in points.
    func scale(from start: Double, to end: Double, count: Int) -> Scale {
        let reach = reach
        let ends = intervals.flatMap {
            [max(100 * $0.lower, reach.lowerBound), min(100 * $0.upper, reach.upperBound)]
        }
        return Scale(
            values + ends, from: start, to: end, count: count, includesZero: true, padding: 0.03)
    }
}
