import AblateArchitectures

extension RunIdentity {
    /// What the run will do as it was asked to, though hardly anybody can want it: a sentence each.
    package func remarks(on network: Network) -> [String] {
        var remarks: [String] = []
        let iterations = recipe.epochs * (data.trainImages / recipe.batchSize)
        let schedule = LearningRateSchedule(recipe, iterations: iterations)
        if iterations > 0, (0..<iterations).allSatisfy({ schedule.rate($0) == 0 }) {
            remarks.append(
                "Nothing will be learnt: the learning rate is 0 in \(iterations == 1 ? "the only iteration" : "all \(iterations) iterations"), "
                    + "since a warm-up (here of \(recipe.warmupFraction) of the iterations) begins at 0; more training "
                    + "images, more epochs or a smaller batch would help.")
        }
        let single = network.layers.first { layer in
            guard case .batchNorm = layer.operation else { return false }
            return recipe.batchSize * layer.output.height * layer.output.width == 1
        }
        for (name, value) in recipe.unused.sorted(by: { $0.key < $1.key }) {
            guard let reason = recipe.reasonWithoutEffect(name) else { continue }
            remarks.append("recipe.\(name) is \(value), but \(reason).")
        }
        if let single {
            remarks.append(
                "Batch norm in '\(single.name)' sees one value a channel (a batch of one image, a map of one pixel), so that "
                    + "what it passes on does not depend on the image; PyTorch refuses this. A larger batch or larger "
                    + "images would help.")
        }
        return remarks
    }
}
