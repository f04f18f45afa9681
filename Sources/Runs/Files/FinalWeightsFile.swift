import AblateArchitectures
import Foundation

/// The file in an attempt's folder that holds the network which the run ended in: what stays of a checkpoint when nobody
/// needs the optimizer's state any more. The engine that trained writes it.
package enum FinalWeightsFile {
    package static func url(in folder: URL) -> URL { folder.appendingPathComponent("weights") }

    /// Whether an attempt's folder has the file, good or not.
    package static func isThere(in folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: url(in: folder).path)
    }

    /// What the file takes, in bytes, but for its line of JSON.
    package static func byteCount(of network: Network) -> Int {
        let norms = network.layers.filter { $0.operation == .batchNorm }
        return 4 * (network.parameterCount + norms.reduce(0) { $0 + 2 * $1.output.channels })
    }
}
