import Foundation

/// Normal numbers of a fixed meaning, so that a simulation comes out the same everywhere.
struct NormalNoise {
    private var state: UInt64
    private var spare: Double?

    init(seed: UInt64) {
        state = seed
    }

    /// Of mean 0 and variance 1 (Box and Muller).
    mutating func next() -> Double {
        if let spare {
            self.spare = nil
            return spare
        }
        let size = (-2 * log(uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        spare = size * sin(angle)
        return size * cos(angle)
    }

    /// So many of them.
    mutating func next(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }

    /// Between 0 and 1, neither of them.
    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        word ^= word >> 31
        return (Double(word >> 11) + 0.5) / 9_007_199_254_740_992
    }
}
