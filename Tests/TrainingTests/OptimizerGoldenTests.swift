import AblateKernels
import AblateRuns
import Testing

/// Ten steps of each optimizer, and the schedule, against PyTorch and the paper's code.
@Suite struct OptimizerGoldenTests {
    struct Header: Decodable {
        let steps: Int
        let parameters: [Named]
        let adamw: Settings
        let sgd: Settings
        let lion: Settings
        let schedules: [Schedule]

        struct Named: Decodable {
            let name: String
            let shape: [Int]
        }

        struct Settings: Decodable {
            let learningRates: [Double]
            let weightDecay: Double
            let beta1: Double?
            let beta2: Double?
            let epsilon: Double?
            let momentum: Double?
        }

        struct Schedule: Decodable {
            let steps: Int
            let warmupSteps: Int
            let peak: Double
            let final: Double
            let learningRates: [Double]
        }
    }

    private let golden: Golden<Header>
    private let executor = Executor(threads: 2)

    init() throws { golden = try Golden<Header>("optimizers") }

    @Test func adamWDecaysMatricesAlone() throws {
        let settings = golden.header.adamw
        let beta1 = try #require(settings.beta1)
        let beta2 = try #require(settings.beta2)
        var power1 = 1.0
        var power2 = 1.0
        for parameter in golden.header.parameters {
            let value = Floats(try #require(golden.tensor("adamw.0.\(parameter.name)")))
            let first = Floats(count: value.count)
            let second = Floats(count: value.count)
            power1 = 1
            power2 = 1
            for step in 1...golden.header.steps {
                power1 *= beta1
                power2 *= beta2
                executor.adamW(
                    AdamWStep(
                        learningRate: settings.learningRates[step - 1],
                        weightDecay: parameter.shape.count >= 2 ? settings.weightDecay : 0, beta1: beta1,
                        beta2: beta2, epsilon: try #require(settings.epsilon), correction1: 1 - power1,
                        correction2: 1 - power2),
                    gradient: Floats(try #require(golden.tensor("adamw.\(step).\(parameter.name).gradient"))),
                    parameter: value, first: first, second: second)
                let expected = try #require(golden.tensor("adamw.\(step).\(parameter.name)"))
                #expect(relativeError(value.array, expected) < 1e-6, "\(parameter.name) after step \(step)")
            }
        }
    }

    @Test func sgdWithMomentum() throws {
        let settings = golden.header.sgd
        for parameter in golden.header.parameters {
            let value = Floats(try #require(golden.tensor("sgd.0.\(parameter.name)")))
            let buffer = Floats(count: value.count)
            for step in 1...golden.header.steps {
                executor.sgd(
                    learningRate: settings.learningRates[step - 1], momentum: try #require(settings.momentum),
                    weightDecay: parameter.shape.count >= 2 ? settings.weightDecay : 0,
                    gradient: Floats(try #require(golden.tensor("sgd.\(step).\(parameter.name).gradient"))),
                    parameter: value, buffer: buffer)
                let expected = try #require(golden.tensor("sgd.\(step).\(parameter.name)"))
                #expect(relativeError(value.array, expected) < 1e-6, "\(parameter.name) after step \(step)")
            }
        }
    }

    @Test func lionMovesBySigns() throws {
        let settings = golden.header.lion
        for parameter in golden.header.parameters {
            let value = Floats(try #require(golden.tensor("lion.0.\(parameter.name)")))
            let average = Floats(count: value.count)
            for step in 1...golden.header.steps {
                executor.lion(
                    learningRate: settings.learningRates[step - 1],
                    weightDecay: parameter.shape.count >= 2 ? settings.weightDecay : 0,
                    beta1: try #require(settings.beta1), beta2: try #require(settings.beta2),
                    gradient: Floats(try #require(golden.tensor("lion.\(step).\(parameter.name).gradient"))),
                    parameter: value, average: average)
                let expected = try #require(golden.tensor("lion.\(step).\(parameter.name)"))
                #expect(relativeError(value.array, expected) < 1e-6, "\(parameter.name) after step \(step)")
            }
        }
    }

    @Test func stepsDivideTheRateAfterAThirdAndTwoThirds() {
        let schedule = LearningRateSchedule(
            iterations: 90, warmupFraction: 0, peak: 0.1, .steps(StepDecay()))
        for (iteration, rate) in [(0, 0.1), (29, 0.1), (30, 0.01), (59, 0.01), (60, 0.001), (89, 0.001)] {
            #expect(abs(schedule.rate(iteration) - rate) < 1e-15, "iteration \(iteration)")
        }
    }

    @Test func scheduleIsThatOfThePapersCode() {
        for expected in golden.header.schedules {
            let schedule = LearningRateSchedule(
                iterations: expected.steps,
                warmupFraction: Double(expected.warmupSteps) / Double(expected.steps),
                peak: expected.peak,
                .cosine(Cosine(finalLearningRate: expected.final)))
            #expect(schedule.warmup == expected.warmupSteps)
            for (step, rate) in expected.learningRates.enumerated() {
                #expect(abs(schedule.rate(step) - rate) < 1e-12, "step \(step) of \(expected.steps)")
            }
        }
    }
}
