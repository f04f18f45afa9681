extension CounterRandom {
    /// A uniformly random order of 0..<count (Fisher–Yates).
    package mutating func permutation(of count: Int) -> [Int32] {
        var order = (0..<count).map(Int32.init)
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
        return order
    }
}
