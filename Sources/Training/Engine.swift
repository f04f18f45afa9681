import AblateArchitectures
import AblateKernels

/// A network with parameters and planned memory: computes losses, gradients and predictions of batches.
///
/// After `init` no step allocates. The same parameters and batch give the same bits at any number of threads.
package final class Engine {
    package let network: Network
    /// Images that fit into one step.
    package let batchSize: Int
    package let parameters: ParameterStore
    let executor: Executor
    private let plan: NetworkPlan
    private let targets: Floats
    /// `nil` unless a profile is being made.
    private(set) var profile: OperationProfile?

    /// - Parameters:
    ///   - dropPath: whether training steps are given factors of stochastic depth.
    ///   - imageGradient: whether training steps compute the gradient of the images too, which learning does
    ///     not need.
    package convenience init(
        _ network: Network, batchSize: Int, threads: Int, dropPath: Bool = false, imageGradient: Bool = false
    ) {
        self.init(
            network, batchSize: batchSize, threads: threads, dropPath: dropPath, imageGradient: imageGradient,
            sweepsEverywhere: false)
    }

    /// - Parameter sweepsEverywhere: whether small layers are computed as large ones are, so that tests with small
    ///   networks meet all code.
    package init(
        _ network: Network, batchSize: Int, threads: Int, dropPath: Bool = false, imageGradient: Bool = false,
        sweepsEverywhere: Bool
    ) {
        precondition(batchSize >= 1, "A batch needs at least one image.")
        self.network = network
        self.batchSize = batchSize
        parameters = ParameterStore(network)
        plan = NetworkPlan(
            network, images: batchSize, parameters: parameters, dropPath: dropPath,
            imageGradient: imageGradient, sweeping: sweepsEverywhere ? .everywhere : .whereItPays)
        executor = Executor(threads: threads, scratch: plan.scratch)
        targets = Floats(count: batchSize * network.classes)
    }

    /// Forward and backward pass of one batch in training mode; moves the running statistics and overwrites all
    /// gradients of ``parameters``.
    ///
    /// - Parameters:
    ///   - images: `[N, H, W, C]`, at most ``batchSize`` of them.
    ///   - targets: `[N, classes]`; each row sums to 1.
    ///   - dropPathFactors: of each residual block, `[blocks][N]`; required exactly when the engine was made
    ///     with `dropPath`.
    /// - Returns: the mean loss in nats. When it is not finite, gradients are not computed.
    package func trainingStep(images: [Float], targets: [Float], dropPathFactors: [[Float]] = []) -> Double {
        let count = load(images)
        precondition(
            targets.count == count * network.classes, "\(targets.count) targets for \(count) images.")
        precondition(
            dropPathFactors.count == plan.dropPathFactors.count, "Factors of another stochastic depth.")
        self.targets.assign(targets)
        for (planned, given) in zip(plan.dropPathFactors, dropPathFactors) { planned.assign(given) }
        let context = StepContext(executor: executor, images: count, isTraining: true)
        forward(context)
        let loss =
            executor.crossEntropy(
                rows: count, classes: network.classes, plan.logits.value.floats, targets: self.targets,
                into: plan.logits.gradient.floats) / Double(count)
        guard loss.isFinite else { return loss }
        for operation in plan.operations.reversed() {
            timed(operation, .backward, context) { operation.backward(context) }
        }
        return loss
    }

    /// Logits `[N, classes]` of a batch in evaluation mode.
    package func logits(images: [Float]) -> [Float] {
        let count = load(images)
        forward(StepContext(executor: executor, images: count, isTraining: false))
        return currentLogits(of: count)
    }

    /// The same, given up when `shouldStop`, asked before each operation, says so: evaluation leaves nothing behind.
    ///
    /// - Returns: `nil` when it was given up.
    func logits(images: [Float], shouldStop: () -> Bool) -> [Float]? {
        let count = load(images)
        let context = StepContext(executor: executor, images: count, isTraining: false)
        return forward(context, shouldStop: shouldStop) ? currentLogits(of: count) : nil
    }

    /// Logits of the last training step, `[N, classes]`, and the gradient of its images if asked for.
    package var trainingLogits: [Float] { plan.logits.value.floats.array }
    package var imageGradient: [Float] { plan.input.gradient.floats.array }

    private func load(_ images: [Float]) -> Int {
        let size = network.input.count
        precondition(
            images.count.isMultiple(of: size) && images.count <= batchSize * size,
            "\(images.count) numbers are no batch of at most \(batchSize) images of \(network.input).")
        plan.input.value.floats.assign(images)
        return images.count / size
    }

    private func currentLogits(of count: Int) -> [Float] {
        plan.logits.value.floats.prefix(count * network.classes).array
    }

    /// - Returns: whether it came to the end.
    @discardableResult
    private func forward(_ context: StepContext, shouldStop: () -> Bool = { false }) -> Bool {
        for operation in plan.operations {
            if shouldStop() { return false }
            timed(operation, .forward, context) { operation.forward(context) }
        }
        return true
    }
}

extension Engine {
    /// Starts to measure every operation.
    func startProfile() { profile = OperationProfile() }

    /// Stops, and returns what was measured since ``startProfile()``.
    func stopProfile() -> OperationProfile? {
        defer { profile = nil }
        return profile
    }

    private func timed(
        _ operation: any Operation, _ direction: OperationProfile.Direction, _ context: StepContext,
        _ body: () -> Void
    ) {
        guard profile != nil else { return body() }
        let cost =
            switch direction {
            case .forward: operation.forwardCost(images: context.images)
            case .backward: operation.backwardCost(images: context.images)
            case .update: OperationCost.none
            }
        timed(operation.name, operation.kind, direction, cost, body)
    }

    /// Runs `body`, and adds its time to the profile if one is being made.
    func timed(
        _ name: String, _ kind: String, _ direction: OperationProfile.Direction, _ cost: OperationCost,
        _ body: () -> Void
    ) {
        guard profile != nil else { return body() }
        let seconds = ContinuousClock().measure(body) / .seconds(1)
        profile?.add(name, kind, direction, seconds: seconds, cost)
    }
}
