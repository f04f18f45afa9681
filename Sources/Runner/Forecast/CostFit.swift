/// Seconds of a run by its multiply–accumulates: a straight line through what is known of other rows, weighted so that a
/// small row counts as much as a large one, with no part below zero.
///
/// Rows of equal counts can differ by a factor of two (a depthwise convolution moves more memory for each
/// multiply–accumulate than a dense one), so this is for planning alone.
package struct CostFit: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
        /// As ``PlannedRun/work``.
        package var work: Double
        package var seconds: Double

        package init(work: Double, seconds: Double) {
            self.work = work
            self.seconds = seconds
        }
    }

    /// Of a run without any work.
    package let startSeconds: Double
    package let secondsPerMAC: Double

    /// - Returns: `nil` where no point has any work.
    package init?(_ points: [Point]) {
        // In an order of their own, so that sums round alike.
        let points = points.filter { $0.work > 0 && $0.seconds > 0 }
            .sorted { ($0.work, $0.seconds) < ($1.work, $1.seconds) }
        guard !points.isEmpty else { return nil }
        // Least squares of relative errors: seconds = start + rate · work, each divided by its seconds.
        var (ss, sw, ww, s, w) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for point in points {
            let (one, work) = (1 / point.seconds, point.work / point.seconds)
            ss += one * one
            sw += one * work
            ww += work * work
            s += one
            w += work
        }
        let determinant = ss * ww - sw * sw
        let start = determinant > 1e-9 * ss * ww ? (s * ww - w * sw) / determinant : 0
        let rate = determinant > 1e-9 * ss * ww ? (w * ss - s * sw) / determinant : w / ww
        if start < 0 || rate <= 0 || determinant <= 1e-9 * ss * ww {
            (startSeconds, secondsPerMAC) = (0, w / ww)
        } else {
            (startSeconds, secondsPerMAC) = (start, rate)
        }
    }

    package func seconds(of work: Double) -> Double { startSeconds + secondsPerMAC * work }
}
