import AblateKernels

/// Multi-head attention within windows, from queries, keys and values to what the heads have seen.
final class WindowedAttentionOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = false
    let name: String
    let scratch: Executor.Scratch
    private let geometry: WindowedAttentionGeometry
    private let input: Map
    private let output: Map
    private let positionBias: ParameterStore.Entry
    private let statistics: Buffer

    /// - Parameters:
    ///   - input: `[N, H, W, 3C]`: queries, keys, values.
    ///   - positionBias: `[differences of position, heads]`.
    init(
        name: String, geometry: WindowedAttentionGeometry, images: Int, input: Map, output: Map,
        positionBias: ParameterStore.Entry, plan: BufferPlan
    ) {
        self.name = name
        self.geometry = geometry
        self.input = input
        self.output = output
        self.positionBias = positionBias
        statistics = plan.buffer(images * geometry.statisticsCount)
        scratch = Executor.windowedAttentionScratch(geometry, images: images)
    }

    var kind: String { "attention" }

    func forwardCost(images: Int) -> OperationCost {
        let values = geometry.inputCount + geometry.outputCount + geometry.statisticsCount
        return OperationCost(
            flops: 2 * images * geometry.macs, bytes: 4 * (images * values + positionBias.value.count))
    }

    func backwardCost(images: Int) -> OperationCost {
        let values = 2 * geometry.inputCount + geometry.outputCount + geometry.statisticsCount
        return OperationCost(
            flops: 4 * images * geometry.macs, bytes: 4 * (images * values + 2 * positionBias.value.count))
    }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value, statistics], forwardOf: index)
        plan.use([input.value, output.gradient, input.gradient, statistics], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        context.executor.windowedAttention(
            geometry, images: context.images, input.value.floats, positionBias: positionBias.value,
            into: output.value.floats, statistics: statistics.floats)
    }

    func backward(_ context: StepContext) {
        context.executor.windowedAttentionBackward(
            geometry, images: context.images, input.value.floats, positionBias: positionBias.value,
            statistics: statistics.floats, output.gradient.floats, into: input.gradient.floats,
            positionBias: positionBias.gradient)
    }
}
