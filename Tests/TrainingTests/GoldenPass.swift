import AblateArchitectures
import AblateTraining
import Testing

/// What the header of a golden file tells of one training pass and one evaluation pass of a network.
protocol GoldenPass: Decodable {
    var seed: Int { get }
    var imageShape: [Int] { get }
    var classes: Int { get }
    var labels: [Int] { get }
    var labelSmoothing: Double { get }
    var loss: Double { get }
    /// Parameters whose gradient is zero but for rounding.
    var vanishing: [String] { get }
}

extension GoldenNetwork {
    /// Logits, loss, all gradients and running statistics are PyTorch's.
    func expectPyTorchsPass(_ golden: Golden<some GoldenPass>) throws {
        let header = golden.header
        let targets = smoothedTargets(
            header.labels, classes: header.classes, smoothing: header.labelSmoothing)
        #expect(relativeError(targets, try #require(golden.tensor("targets"))) < 1e-6)

        let loss = engine.trainingStep(images: images, targets: targets)
        #expect(abs(loss - header.loss) < 1e-5 * header.loss)
        #expect(relativeError(engine.trainingLogits, try #require(golden.tensor("logits"))) < 1e-4)
        #expect(relativeError(engine.imageGradient, try #require(golden.tensor("inputGradient"))) < 1e-4)

        let gradients = try engine.parameters.entries.map { entry in
            (entry, try #require(golden.tensor("\(entry.parameter.name).gradient")))
        }
        let longest = gradients.map { length($0.1) }.max() ?? 0
        for (entry, expected) in gradients {
            let name = entry.parameter.name
            if header.vanishing.contains(name) {
                // Exactly zero in theory: only rounding remains.
                #expect(length(entry.gradient.array) < 1e-5 * longest, "\(name) should vanish")
            } else {
                let error = relativeError(entry.gradient.array, expected)
                #expect(error < 1e-4, "\(name): \(error)")
            }
        }
        for norm in engine.parameters.statistics {
            let mean = try #require(golden.tensor("\(norm.name).runningMean"))
            let variance = try #require(golden.tensor("\(norm.name).runningVariance"))
            #expect(relativeError(norm.mean.array, mean) < 1e-4, "\(norm.name)")
            #expect(relativeError(norm.variance.array, variance) < 1e-4, "\(norm.name)")
        }
        let evaluation = engine.logits(images: images)
        #expect(relativeError(evaluation, try #require(golden.tensor("evaluationLogits"))) < 1e-4)
    }
}
