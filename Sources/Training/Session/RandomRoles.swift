import AblateRandomness

/// What the engine's random numbers are for. Numbers are permanent, as results depend on them; the others are the data's.
extension CounterRandom.Role {
    /// Initial weights; `sample` is the index of the parameter tensor.
    package static let weights = Self(1)
    /// Stochastic depth of one image in one epoch.
    package static let dropPath = Self(5)
}
