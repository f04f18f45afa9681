/// Finds room for labels beside points, one after the other.
package struct LabelPlacement {
    package struct Box {
        package var left: Double
        package var top: Double
        package var right: Double
        package var bottom: Double

        package init(left: Double, top: Double, right: Double, bottom: Double) {
            self.left = left
            self.top = top
            self.right = right
            self.bottom = bottom
        }

        package func overlap(_ other: Box) -> Double {
            max(0, min(right, other.right) - max(left, other.left))
                * max(0, min(bottom, other.bottom) - max(top, other.top))
        }
    }

    private let bounds: Box
    private var taken: [Box]

    package init(bounds: Box, points: [(x: Double, y: Double)]) {
        self.bounds = bounds
        taken = points.map { Box(left: $0.x - 5, top: $0.y - 5, right: $0.x + 5, bottom: $0.y + 5) }
    }

    /// Where the text begins or ends, on which side of its point, with least in its way.
    package mutating func place(
        _ text: String, at point: (x: Double, y: Double), size: Double
    ) -> (x: Double, y: Double, anchor: Drawing.Anchor) {
        let width = Drawing.width(of: text, size: size)
        var best: (cost: Double, box: Box, x: Double, y: Double, anchor: Drawing.Anchor)?
        for (index, offset) in [
            (8.0, 4.0), (-8, 4), (8, -8), (8, 15), (-8, -8), (-8, 15), (0, -9), (0, 18), (8, 26), (-8, 26),
            (8, -19), (-8, -19),
        ].enumerated() {
            let anchor: Drawing.Anchor = offset.0 > 0 ? .start : offset.0 < 0 ? .end : .middle
            let x = point.x + offset.0
            let y = point.y + offset.1
            let left = anchor == .start ? x : anchor == .end ? x - width : x - width / 2
            let box = Box(left: left, top: y - size * 0.85, right: left + width, bottom: y + size * 0.2)
            let outside =
                max(0, bounds.left - box.left) + max(0, box.right - bounds.right)
                + max(0, bounds.top - box.top)
                + max(0, box.bottom - bounds.bottom)
            let cost = taken.reduce(0) { $0 + $1.overlap(box) } + 100 * outside + Double(index)
            if cost < best?.cost ?? .infinity { best = (cost, box, x, y, anchor) }
        }
        guard let best else { return (point.x, point.y, .start) }
        taken.append(best.box)
        return (best.x, best.y, best.anchor)
    }
}
