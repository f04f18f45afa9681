extension Recipe {
    /// Refuses what cannot be trained by.
    ///
    /// - Parameter imageSide: of what the network sees, in pixels.
    /// - Throws: ``RecipeError/outOfRange(path:expected:found:)``, or an ``AugmentationError``.
    package func validate(imageSide: Int) throws {
        try check("epochs", epochs, { $0 >= 1 }, "1 or more")
        try check("batchSize", batchSize, { $0 >= 1 }, "1 or more")
        try check("learningRate", learningRate, { $0 > 0 }, "above 0")
        try check("finalLearningRate", finalLearningRate, { $0 >= 0 }, "0 or more")
        try check("warmupFraction", warmupFraction, { (0...1).contains($0) }, "from 0 to 1")
        try check("weightDecay", weightDecay, { $0 >= 0 }, "0 or more")
        for (path, value) in [("beta1", beta1), ("beta2", beta2), ("momentum", momentum)] {
            try check(path, value, { (0..<1).contains($0) }, "from 0 to below 1")
        }
        try check("epsilon", epsilon, { $0 > 0 }, "above 0")
        try check("labelSmoothing", labelSmoothing, { (0..<1).contains($0) }, "from 0 to below 1")
        try check("dropPathRate", dropPathRate, { (0..<1).contains($0) }, "from 0 to below 1")
        if let stepDecay {
            try check("stepDecay.factor", stepDecay.factor, { $0 > 0 && $0 <= 1 }, "above 0 and at most 1")
            try check(
                "stepDecay.milestones", stepDecay.milestones,
                { $0.allSatisfy((0...1).contains) && zip($0, $0.dropFirst()).allSatisfy(<) },
                "ascending shares of the run, from 0 to 1")
        }
        if let weightAverage {
            try check(
                "weightAverage.decay", weightAverage.decay, { (0..<1).contains($0) }, "from 0 to below 1")
        }
        if let problem = augmentation.problem(side: imageSide) { throw problem }
    }

    private func check<Value>(
        _ path: String, _ value: Value, _ isValid: (Value) -> Bool, _ expected: String
    ) throws(RecipeError) {
        if !isValid(value) { throw .outOfRange(path: path, expected: expected, found: "\(value)") }
    }
}
