/// Points and weights of Gauss and Legendre's rule on −1 to 1: exact for polynomials up to degree 2 × count − 1.
struct GaussLegendre {
    /// Descending.
    let points: [Double]
    /// They add up to 2.
    let weights: [Double]

    /// - Parameter count: how many points, at least two.
    init(_ count: Int) {
        var (points, weights) = ([Double](), [Double]())
        for index in 0..<count {
            // Newton's method from a point that is near its root (Tricomi).
            var x = SpecialFunctions.cosine(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
            var slope = 0.0
            for _ in 0..<100 {
                var (before, value) = (1.0, x)
                for degree in 2...count {
                    let degree = Double(degree)
                    (before, value) = (value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree)
                }
                slope = Double(count) * (x * value - before) / (x * x - 1)
                let change = value / slope
                x -= change
                if abs(change) < 1e-15 { break }
            }
            points.append(x)
            weights.append(2 / ((1 - x * x) * slope * slope))
        }
        (self.points, self.weights) = (points, weights)
    }
}
