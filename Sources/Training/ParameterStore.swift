import AblateArchitectures
import AblateKernels
import AblateRuns
import Foundation

/// A network's learned tensors, their gradients and the running statistics of its batch norms, each kind in one
/// run of memory.
package final class ParameterStore {
    /// One learned tensor.
    package struct Entry {
        package let parameter: Parameter
        /// From zero, in the network's order: keys the tensor's initial randomness.
        package let index: Int
        package let value: Floats
        package let gradient: Floats
        /// Where the tensor lies in ``values``.
        let offset: Int
    }

    /// A batch norm's running statistics, `[channels]` each; not learned.
    package struct Statistics {
        /// Of the layer.
        package let name: String
        package let mean: Floats
        package let variance: Floats
    }

    package let entries: [Entry]
    package let statistics: [Statistics]
    let values: Floats
    let gradients: Floats
    private let running: Floats
    private let indexByName: [String: Int]
    private let statisticsByLayer: [String: Int]

    package init(_ network: Network) {
        // Tensors begin at multiples of a cache line.
        func padded(_ count: Int) -> Int { (count + 15) & ~15 }
        let parameters = network.parameters
        let total = parameters.reduce(0) { $0 + padded($1.count) }
        let values = Floats(count: total)
        let gradients = Floats(count: total)
        var offset = 0
        entries = parameters.enumerated().map { index, parameter in
            defer { offset += padded(parameter.count) }
            return Entry(
                parameter: parameter, index: index, value: values.part(offset, parameter.count),
                gradient: gradients.part(offset, parameter.count), offset: offset)
        }
        let norms = network.layers.filter { $0.operation == .batchNorm }
        let running = Floats(count: norms.reduce(0) { $0 + 2 * padded($1.output.channels) })
        offset = 0
        statistics = norms.map { layer in
            let channels = layer.output.channels
            defer { offset += 2 * padded(channels) }
            let variance = running.part(offset + padded(channels), channels)
            variance.fill(1)
            return Statistics(name: layer.name, mean: running.part(offset, channels), variance: variance)
        }
        self.values = values
        self.gradients = gradients
        self.running = running
        indexByName = Dictionary(uniqueKeysWithValues: entries.map { ($0.parameter.name, $0.index) })
        statisticsByLayer = Dictionary(
            uniqueKeysWithValues: statistics.enumerated().map { ($0.element.name, $0.offset) })
    }

    /// The tensor of that name.
    package func entry(_ name: String) -> Entry? { indexByName[name].map { entries[$0] } }

    /// The running statistics of the layer of that name.
    package func statistics(of layer: String) -> Statistics? {
        statisticsByLayer[layer].map { statistics[$0] }
    }

    /// SHA-256 of all tensors and running statistics in order, as little-endian float32.
    package var sha256: String {
        let hash = SHA256()
        for entry in entries { entry.value.withBytes { hash.update($0) } }
        for norm in statistics {
            norm.mean.withBytes { hash.update($0) }
            norm.variance.withBytes { hash.update($0) }
        }
        return hash.digest.hexadecimal
    }

    /// The memory that a checkpoint keeps.
    var snapshot: [Floats] { [values, running] }
}
