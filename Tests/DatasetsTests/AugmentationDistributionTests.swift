import AblateArchitectures
import AblateDatasets
import AblateRandomness
import AblateRuns
import Foundation
import Testing

/// What is drawn, with one seed, against as many draws of timm: means within five standard errors, deviations within
/// five of theirs.
@Suite struct AugmentationDistributionTests {
    private struct Reference: Decodable {
        struct Quantity: Decodable {
            let mean: Double
            let sd: Double
            let count: Int
        }

        let draws: Int
        let operations: [String: Int]
        let quantities: [String: Quantity]
    }

    private static let reference = Result {
        try JSONDecoder().decode(
            Reference.self,
            from: Data(contentsOf: GoldenPixels.folder.appendingPathComponent("distributions.golden")))
    }

    private func expectAlike(_ name: String, _ values: [Double]) throws {
        let quantity = try #require(try Self.reference.get().quantities[name])
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.map { ($0 - mean) * ($0 - mean) }
        let sd = (squares.reduce(0, +) / count).squareRoot()
        let fourth = squares.map { $0 * $0 }.reduce(0, +) / count
        let share = (1 / count + 1 / Double(quantity.count)).squareRoot()
        #expect(
            abs(mean - quantity.mean) <= 5 * sd * share + 1e-9, "\(name): mean \(mean), not \(quantity.mean)")
        // The deviation's own error, from the fourth moment.
        let error = sd > 0 ? (max(fourth / (sd * sd * sd * sd) - 1, 0)).squareRoot() / 2 * sd * share : 0
        #expect(abs(sd - quantity.sd) <= 5 * error + 1e-9, "\(name): sd \(sd), not \(quantity.sd)")
    }

    private func draws(_ role: CounterRandom.Role) throws -> [CounterRandom] {
        (0..<(try Self.reference.get().draws)).map {
            CounterRandom(seed: 5, role: role, epoch: 1, sample: $0)
        }
    }

    @Test func cropsAreDrawnAsTimmDrawsThem() throws {
        let crops = try draws(.cropAndFlip).map { random in
            var random = random
            return RandomResizedCrop().crop(height: 200, width: 300, &random)
        }
        try expectAlike("crop.top", crops.map { Double($0.top) })
        try expectAlike("crop.left", crops.map { Double($0.left) })
        try expectAlike("crop.height", crops.map { Double($0.height) })
        try expectAlike("crop.width", crops.map { Double($0.width) })
    }

    @Test func rectanglesAreErasedAsTimmErasesThem() throws {
        let drawn = try draws(.erase).map { random in
            var random = random
            return RandomErasing().rectangle(in: Shape(height: 64, width: 48, channels: 1), &random)
        }
        try expectAlike("erasing.applied", drawn.map { $0 == nil ? 0 : 1 })
        let rectangles = drawn.compactMap(\.self)
        // Binomial, but for the few that fit nowhere: standard deviation 61.
        #expect(abs(rectangles.count - 5000) < 250)
        try expectAlike("erasing.height", rectangles.map { Double($0.height) })
        try expectAlike("erasing.width", rectangles.map { Double($0.width) })
        try expectAlike("erasing.top", rectangles.map { Double($0.top) })
        try expectAlike("erasing.left", rectangles.map { Double($0.left) })
    }

    @Test func batchesAreMixedAsTimmMixesThem() throws {
        let shape = Shape(height: 40, width: 30, channels: 3)
        let mixes = try draws(.mix).compactMap { random in
            var random = random
            return BatchMixing().mix(shape: shape, &random)
        }
        #expect(mixes.count == (try Self.reference.get().draws))
        let cuts = mixes.filter { if case .paste = $0 { true } else { false } }
        let blends = mixes.filter { if case .blend = $0 { true } else { false } }
        try expectAlike("mixing.isCut", mixes.map { if case .paste = $0 { 1 } else { 0 } })
        try expectAlike("mixing.cutShare", cuts.map(\.share))
        try expectAlike("mixing.blendShare", blends.map(\.share))
    }

    @Test func operationsAreDrawnAsTimmDrawsThem() throws {
        let reference = try Self.reference.get()
        let steps = try draws(.randAugment).flatMap { random in
            var random = random
            return RandAugment().steps(&random)
        }
        for operation in RandAugment.Operation.allCases {
            let name = operation.rawValue
            let mine = steps.filter { $0.operation == operation }
            // Both are binomial: 20,000 × 2 draws of 1/15 × 1/2, mean 1333, deviation of the difference 50.
            #expect(
                abs(mine.count - (try #require(reference.operations[name]))) < 250, "\(name): \(mine.count)")
            guard reference.quantities["operation.\(name)"] != nil else { continue }
            try expectAlike("operation.\(name)", mine.map(\.argument))
            try expectAlike("operation.\(name).size", mine.map { abs($0.argument) })
        }
        let bicubic = steps.count { $0.interpolation == .bicubic }
        #expect(abs(Double(bicubic) / Double(steps.count) - 0.5) < 0.02)
    }

    @Test func interpolationCanBeFixed() {
        for (choice, only) in [
            (RandAugment.InterpolationChoice.bicubic, Interpolation.bicubic), (.bilinear, .bilinear),
        ] {
            var policy = RandAugment()
            policy.interpolation = choice
            policy.probability = 1
            for sample in 0..<50 {
                var random = CounterRandom(seed: 1, role: .randAugment, sample: sample)
                let steps = policy.steps(&random)
                #expect(steps.count == 2)
                #expect(steps.allSatisfy { $0.interpolation == only })
            }
        }
    }

    @Test(arguments: [0.2, 0.8, 1.0, 3.0])
    func betaHasItsMeanAndVariance(alpha: Double) {
        var random = CounterRandom(seed: 2, role: .mix)
        let values = (0..<40_000).map { _ in random.beta(alpha, 2 * alpha) }
        #expect(values.allSatisfy { (0...1).contains($0) })
        let mean = values.reduce(0, +) / 40_000
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000
        let expected = 2.0 / 9 / (3 * alpha + 1)
        #expect(abs(mean - 1.0 / 3) < 5 * (expected / 40_000).squareRoot())
        #expect(abs(variance / expected - 1) < 0.05)
    }

    @Test func partThatFitsNowhereIsTheLargestAllowedInTheMiddle() {
        var policy = RandomResizedCrop()
        policy.scale = 1...1
        var random = CounterRandom(seed: 1, role: .cropAndFlip)
        #expect(
            policy.crop(height: 100, width: 500, &random) == Crop(top: 0, left: 183, height: 100, width: 133))
        #expect(
            policy.crop(height: 500, width: 90, &random) == Crop(top: 190, left: 0, height: 120, width: 90))
        for (height, width) in [(1, 1), (1, 1000), (1000, 1), (2, 3)] {
            let crop = policy.crop(height: height, width: width, &random)
            #expect(crop.top + crop.height <= height && crop.left + crop.width <= width)
            #expect(crop.height >= 1 && crop.width >= 1)
        }
    }
}
