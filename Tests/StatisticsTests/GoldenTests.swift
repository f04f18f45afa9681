import AblateStatistics
import Testing

@Suite("Statistics against SciPy")
struct GoldenTests {
    @Test(arguments: try GoldenCase.all())
    func agrees(golden: GoldenCase) throws {
        try golden.check(try Self.found(golden))
    }

    @Test func everyQuantityIsThere() throws {
        let quantities = Set(try GoldenCase.all().map(\.quantity))
        #expect(quantities.count == 22)
    }

    private static func found(_ golden: GoldenCase) throws -> [String: Double] {
        let samples = golden.samples
        let options = golden.options
        switch golden.quantity {
        case "summary":
            let summary = Summary(samples[0])
            return ["mean": summary.mean, "sd": summary.standardDeviation, "se": summary.standardError]
                .compactMapValues(\.self)
        case "t-paired":
            return values(try TTest(paired: samples[0]), options["confidence"])
        case "t-welch": return values(try TTest(welch: samples[0], samples[1]), nil)
        case "t-printed": return values(try TTest(welch: printed(samples[0]), printed(samples[1])), nil)
        case "t-difference-of-differences":
            let theirs = try TTest(welch: printed(samples[1]), printed(samples[2]))
            return values(try TTest(TTest(paired: samples[0]), minus: theirs), nil)
        case "sign-agreement":
            let agreement = try SignAgreement(samples[0], samples[1])
            return values(agreement.interval()).merging([
                "agreeing": Double(agreement.agreeing), "p": agreement.pValue.value,
            ]) { $1 }
        case "noise-ceiling-spearman": return ["expected": try ceiling(.spearman, samples).expected]
        case "noise-ceiling-kendall": return ["expected": try ceiling(.kendall, samples).expected]
        case "sign-flip": return ["p": try SignFlipTest(samples[0]).pValue.value]
        case "mcnemar":
            let (ours, theirs) = (Int(samples[0][0]), Int(samples[0][1]))
            let test = try McNemarTest(
                ours: Bitmap.of(0..<ours, images: ours + theirs),
                theirs: Bitmap.of(ours..<ours + theirs, images: ours + theirs), images: ours + theirs)
            return ["p": test.pValue.value]
        case "superiority-paired": return values(try ProbabilityOfSuperiority(paired: samples[0]))
        case "superiority": return values(try ProbabilityOfSuperiority(samples[0], over: samples[1]))
        case "guessing":
            let test = GuessingTest(
                right: Int(samples[0][0]), of: Int(samples[0][1]), share: samples[0][2])
            return ["p": test.pValue]
        case "holm": return byIndex(Holm.adjusted(samples[0]))
        case "holm-of-family":
            return byIndex(Holm.adjusted(samples[0], of: Int(try #require(options["family"]))))
        case "spearman", "kendall": return try correlation(golden)
        case "power", "detectable", "seeds-needed": return try design(golden.quantity, options)
        case "bootstrap-bca": return values(try Bootstrap.interval(of: samples[0], resamples: 200_000))
        case "pareto":
            return byIndex(
                try ParetoFront.membership(
                    costs: samples[0], scores: Array(samples[1...]), resamples: 40_000))
        default: return [:]
        }
    }

    /// Mean, deviation and n.
    private static func printed(_ sample: [Double]) -> PrintedMean {
        PrintedMean(mean: sample[0], standardDeviation: sample[1], n: Int(sample[2]))
    }

    private static func ceiling(
        _ kind: RankCorrelation.Kind, _ samples: [[Double]]
    ) throws -> NoiseCeiling {
        try NoiseCeiling(
            kind, truth: samples[0], ourErrors: samples[1], theirErrors: samples[2], draws: 20_000)
    }

    private static func values(_ test: TTest, _ confidence: Double?) -> [String: Double] {
        let interval = test.interval(confidence: confidence ?? 0.95)
        return [
            "statistic": test.statistic, "p": test.pValue.value, "df": test.degreesOfFreedom,
            "lower": interval.lower, "upper": interval.upper,
        ]
    }

    private static func values(_ probability: ProbabilityOfSuperiority) -> [String: Double] {
        values(probability.interval()).merging(["estimate": probability.estimate]) { $1 }
    }

    private static func values(_ interval: Interval) -> [String: Double] {
        ["lower": interval.lower, "upper": interval.upper]
    }

    private static func byIndex(_ values: [Double]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: values.enumerated().map { ("\($0.offset)", $0.element) })
    }

    private static func correlation(_ golden: GoldenCase) throws -> [String: Double] {
        let kind = try #require(RankCorrelation.Kind(rawValue: golden.quantity))
        let correlation = try RankCorrelation(kind, golden.samples[0], golden.samples[1])
        var found = ["coefficient": correlation.coefficient]
        if golden.expected["lower"] != nil { found.merge(values(try correlation.interval())) { $1 } }
        if golden.expected["p"] != nil { found["p"] = correlation.permutationP().value }
        return found
    }

    private static func design(_ quantity: String, _ options: [String: Double]) throws -> [String: Double] {
        let sd = try #require(options["sd"])
        if quantity == "seeds-needed" {
            let difference = try #require(options["difference"])
            return [
                "seeds": Double(
                    try PairedDesign.seedsNeeded(difference: difference, standardDeviation: sd))
            ]
        }
        let design = try PairedDesign(
            seeds: Int(try #require(options["seeds"])), standardDeviation: sd,
            significance: try #require(options["level"]))
        if let difference = options["difference"] { return ["power": design.power(of: difference)] }
        return [
            "difference": design.smallestDetectableDifference(power: try #require(options["power"]))
        ]
    }
}

enum Bitmap {
    /// Bits of the named images set, as runs record them.
    static func of(_ images: some Sequence<Int>, images count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
        for image in images { bytes[image / 8] |= 1 << (image % 8) }
        return bytes
    }
}
