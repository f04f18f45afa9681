/// The coded form is flat: an optimizer's settings stand beside the fields that all have.
extension Recipe: Codable {
    /// A name in the coded form.
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// What recipes of AdamW and SGD with any schedule have always been coded with, at the values of those that never
    /// set it: a part of recorded identities, with effect or without.
    private static let alwaysCoded = [
        "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentum": 0.9, "finalLearningRate": 1e-6,
    ]

    /// Fields with effect that are neither plain nor parts.
    private var effective: [String: Double] {
        var values = optimizer.rule.values
        if case .cosine(let cosine) = schedule { values["finalLearningRate"] = cosine.finalLearningRate }
        return values
    }

    /// Coded fields without effect at the values of those that never set them. Later optimizers are coded with their own
    /// settings alone.
    private var usualUnused: [String: Double] {
        let effective = effective
        let hasAll = [.adamW, .sgd].contains(optimizer.kind)
        return Self.alwaysCoded.filter { name, _ in
            effective[name] == nil && (hasAll || name == "finalLearningRate")
        }
    }

    /// A field that has an effect again has its value in one place.
    mutating func forgetUsed() {
        guard !unused.isEmpty else { return }
        let usual = usualUnused
        unused = unused.filter { usual[$0.key] != nil }
    }

    /// Writes the recipe in its flat form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        try container.encode(epochs, forKey: Name("epochs"))
        try container.encode(batchSize, forKey: Name("batchSize"))
        try container.encode(optimizer.kind, forKey: Name("optimizer"))
        try container.encode(learningRate, forKey: Name("learningRate"))
        try container.encode(warmupFraction, forKey: Name("warmupFraction"))
        try container.encode(weightDecay, forKey: Name("weightDecay"))
        try container.encodeIfPresent(weightDecayScope, forKey: Name("weightDecayScope"))
        try container.encodeIfPresent(weightAverage, forKey: Name("weightAverage"))
        try container.encode(labelSmoothing, forKey: Name("labelSmoothing"))
        try container.encode(dropPathRate, forKey: Name("dropPathRate"))
        try container.encode(initialisation, forKey: Name("initialisation"))
        try container.encode(augmentation, forKey: Name("augmentation"))
        if case .steps(let decay) = schedule { try container.encode(decay, forKey: Name("stepDecay")) }
        for (name, value) in effective { try container.encode(value, forKey: Name(name)) }
        for (name, value) in usualUnused { try container.encode(unused[name] ?? value, forKey: Name(name)) }
    }

    /// A recipe from its flat form; what has no effect in it is kept.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        func number(_ name: String) throws -> Double {
            try container.decode(Double.self, forKey: Name(name))
        }
        self.init(
            epochs: try container.decode(Int.self, forKey: Name("epochs")),
            batchSize: try container.decode(Int.self, forKey: Name("batchSize")),
            learningRate: try number("learningRate"), dropPathRate: try number("dropPathRate"),
            augmentation: try container.decode(Augmentation.self, forKey: Name("augmentation")))
        warmupFraction = try number("warmupFraction")
        weightDecay = try number("weightDecay")
        weightDecayScope = try container.decodeIfPresent(
            WeightDecayScope.self, forKey: Name("weightDecayScope"))
        weightAverage = try container.decodeIfPresent(WeightAverage.self, forKey: Name("weightAverage"))
        labelSmoothing = try number("labelSmoothing")
        initialisation = try container.decode(Initialisation.self, forKey: Name("initialisation"))
        optimizer = try container.decode(Optimizer.Kind.self, forKey: Name("optimizer")).rule
            .optimizer(number)
        if let decay = try container.decodeIfPresent(StepDecay.self, forKey: Name("stepDecay")) {
            schedule = .steps(decay)
        } else {
            schedule = .cosine(Cosine(finalLearningRate: try number("finalLearningRate")))
        }
        for (name, usual) in usualUnused {
            guard let value = try container.decodeIfPresent(Double.self, forKey: Name(name)), value != usual
            else { continue }
            unused[name] = value
        }
    }
}
