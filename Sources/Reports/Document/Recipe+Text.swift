import AblateRuns
import AblateWords
import Foundation

extension Recipe {
    /// All that is done in training, in a line; what is not done is left out.
    var text: String {
        var parts = [
            Units.plural(epochs, "epoch"), "batch \(batchSize)",
            optimizerText, scheduleText, weightDecayText,
        ]
        if labelSmoothing > 0 { parts.append("label smoothing \(labelSmoothing)") }
        if dropPathRate > 0 { parts.append("stochastic depth \(dropPathRate)") }
        if let weightAverage {
            parts.append("tested with the moving average of the weights, decay \(weightAverage.decay)")
        }
        parts.append("initialisation \(initialisation.rawValue)")
        return (parts + augmentation.parts).joined(separator: ", ")
    }

    /// With its learning rate, and with what else it has where that is not the usual.
    private var optimizerText: String {
        let usual = Recipe(epochs: 1, batchSize: 1, learningRate: 1, augmentation: augmentation)
        switch optimizer {
        case .adamW:
            let parts = [
                (beta1 != usual.beta1, "β₁ \(beta1)"), (beta2 != usual.beta2, "β₂ \(beta2)"),
                (epsilon != usual.epsilon, "ε \(epsilon)"),
            ].filter(\.0).map(\.1)
            return "AdamW with \(Units.list(["learning rate \(learningRate)"] + parts))"
        case .sgd:
            return momentum > 0
                ? "SGD with momentum \(momentum) and learning rate \(learningRate)"
                : "SGD without momentum, learning rate \(learningRate)"
        }
    }

    /// How the learning rate goes.
    private var scheduleText: String {
        let warmup =
            warmupFraction > 0
            ? "warm-up over \(Self.perCent(warmupFraction)) % of the iterations, then " : "no warm-up, "
        guard let stepDecay else { return warmup + "cosine to \(finalLearningRate)" }
        if stepDecay.milestones.isEmpty { return warmup + "a constant rate" }
        let places = stepDecay.milestones.map { Self.perCent($0) + " %" }
        return warmup + "times \(stepDecay.factor) after \(Units.list(places)) of the iterations"
    }

    private var weightDecayText: String {
        guard weightDecay > 0 else { return "no weight decay" }
        switch weightDecayScope {
        case nil: return "weight decay \(weightDecay) on tensors of two or more dimensions"
        case .everyTensor: return "weight decay \(weightDecay) on every tensor"
        }
    }

    private static func perCent(_ share: Double) -> String { String(format: "%.3g", share * 100) }
}

extension Augmentation {
    fileprivate var parts: [String] {
        var parts: [String] = []
        if randomResizedCrop != nil { parts.append("random resized crop") }
        if cropPadding > 0 { parts.append("random crop of \(cropPadding) px") }
        if horizontalFlip { parts.append("horizontal flip") }
        if let randAugment, randAugment.layers > 0, randAugment.probability > 0 {
            parts.append("RandAugment")
        }
        if let randomErasing, randomErasing.probability > 0 { parts.append("random erasing") }
        if let mixing { parts += mixing.parts }
        return parts.isEmpty ? ["no augmentation"] : parts
    }
}

extension BatchMixing {
    /// Those of the two that a batch can come to.
    fileprivate var parts: [String] {
        let hasMixup = mixupAlpha > 0 && (cutMixAlpha == 0 || switchProbability < 1)
        let hasCutMix = cutMixAlpha > 0 && (mixupAlpha == 0 || switchProbability > 0)
        let names = (hasMixup ? ["mixup"] : []) + (hasCutMix ? ["CutMix"] : [])
        return probability > 0 && !names.isEmpty ? [Units.list(names)] : []
    }
}
