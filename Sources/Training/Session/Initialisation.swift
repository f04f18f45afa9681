import AblateRandomness
import AblateRuns

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ParameterStore {
    /// Sets every tensor to its first value. The numbers of a tensor depend on the seed and on its place in the
    /// network alone.
    package func initialise(_ initialisation: Initialisation, seed: Int) {
        for entry in entries {
            var random = CounterRandom(seed: seed, role: .weights, sample: entry.index)
            switch entry.parameter.role {
            case .normScale: entry.value.fill(1)
            case .normShift, .responseScale: entry.value.fill(0)
            case .layerScale(let initial): entry.value.fill(Float(initial))
            // Small whatever the weights are, as the code of those who introduced it has it.
            case .positionBias:
                entry.value.assign((0..<entry.value.count).map { _ in random.truncatedNormal(sd: 0.02) })
            case .weight, .bias:
                let isBias = entry.parameter.role == .bias
                switch initialisation {
                case .truncatedNormal:
                    if isBias {
                        entry.value.fill(0)
                    } else {
                        entry.value.assign(
                            (0..<entry.value.count).map { _ in random.truncatedNormal(sd: 0.02) })
                    }
                case .pyTorchDefault:
                    let bound = 1 / Double(entry.parameter.fanIn).squareRoot()
                    entry.value.assign(
                        (0..<entry.value.count).map { _ in Float((2 * random.uniform() - 1) * bound) })
                }
            }
        }
        for norm in statistics {
            norm.mean.fill(0)
            norm.variance.fill(1)
        }
    }
}

extension CounterRandom {
    /// Normal with mean 0, redrawn outside of ±2: the bounds of the paper's code, which are absolute.
    fileprivate mutating func truncatedNormal(sd: Double) -> Float {
        while true {
            let value = normal() * sd
            if abs(value) <= 2 { return Float(value) }
        }
    }
}
