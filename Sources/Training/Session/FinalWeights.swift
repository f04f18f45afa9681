import AblateArchitectures
import AblateDatasets
import AblateKernels
import AblateRuns
import Foundation

/// The network that a run ended in, in the file `weights` of its attempt: what stays of a checkpoint when nobody needs
/// the optimizer's state any more.
///
/// A file is a line of JSON (the run, and name and shape of each tensor), the tensors as little-endian float32, and the
/// SHA-256 of all that as 32 bytes, as a checkpoint is. The tensors are those that were tested, averaged ones where the
/// recipe asks for them: first what was learned, in the network's order and the engine's layout, then mean and variance
/// of each batch norm. The SHA-256 of the tensors' bytes alone is the `weightsSHA256` of the run's result.
package struct FinalWeights: Sendable {
    struct Header: Codable {
        struct Tensor: Codable, Hashable {
            var name: String
            var shape: [Int]

            var byteCount: Int { 4 * shape.reduce(1, *) }
        }

        var identitySHA256: String
        var tensors: [Tensor]
    }

    private static let hashLength = SHA256.Digest.byteCount

    package let identity: RunIdentity
    /// SHA-256 of the tensors' bytes.
    package let sha256: String
    private let path: String
    private let tensors: [Header.Tensor]
    private let body: Data

    // MARK: Reading

    /// Reads the file of an attempt's folder.
    ///
    /// - Throws: ``TrainingError/noFinalWeights(path:reason:)`` when it is not there, damaged, or of another run.
    package init(of identity: RunIdentity, in folder: URL) throws(TrainingError) {
        let url = FinalWeightsFile.url(in: folder)
        func refused(_ reason: String) -> TrainingError { .noFinalWeights(path: url.path, reason: reason) }
        guard let data = try? Data(contentsOf: url) else { throw refused("it cannot be read") }
        guard data.count > Self.hashLength,
            SHA256.digest(of: data.dropLast(Self.hashLength)).bytes == Array(data.suffix(Self.hashLength)),
            let newline = data.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONDecoder().decode(Header.self, from: data[..<newline])
        else { throw refused("it is damaged") }
        let body = data[(newline + 1)...].dropLast(Self.hashLength)
        guard header.identitySHA256 == identity.sha256 else { throw refused("it belongs to another run") }
        guard body.count == header.tensors.reduce(0, { $0 + $1.byteCount }) else {
            throw refused("it is damaged")
        }
        self.identity = identity
        path = url.path
        tensors = header.tensors
        self.body = body
        sha256 = SHA256.digest(of: body).hexadecimal
    }

    /// Tests the network on the run's test images, as the run did.
    ///
    /// - Parameters:
    ///   - data: what the identity names.
    ///   - shouldStop: asked again and again while a batch is tested.
    /// - Returns: accuracy as a fraction of 1, mean cross-entropy in nats, and which images it got right: bit *i* of
    ///   byte *i/8*, lowest first; `nil` when it was stopped.
    /// - Throws: `ArchitectureError`, `DatasetError`, ``TrainingError``.
    package func evaluation(
        on data: PreparedData, threads: Int, shouldStop: () -> Bool = { false }
    ) throws -> (top1: Double, loss: Double, correct: Data)? {
        guard data.selection == identity.data else {
            throw TrainingError.otherData(
                expected: CanonicalJSON.text(identity.data), found: CanonicalJSON.text(data.selection))
        }
        let network = try Network(
            identity.architecture, input: identity.data.input, classes: identity.data.classes)
        let engine = Engine(network, batchSize: identity.recipe.batchSize, threads: threads)
        try assign(to: engine.parameters)
        let batches = EvaluationBatches(data, batchSize: identity.recipe.batchSize)
        let evaluation = try Evaluation(engine, batches, shouldStop: shouldStop, onBatch: { _ in })
        return evaluation.map { ($0.top1, $0.loss, $0.correct) }
    }

    /// - Throws: ``TrainingError/noFinalWeights(path:reason:)`` when the network has other tensors.
    func assign(to parameters: ParameterStore) throws(TrainingError) {
        let places = parameters.finalTensors
        guard places.map(\.tensor) == tensors else {
            throw .noFinalWeights(path: path, reason: "its network has other tensors")
        }
        var start = body.startIndex
        for place in places {
            let end = start + place.tensor.byteCount
            body[start..<end].withUnsafeBytes { place.floats.assign(bytes: $0) }
            start = end
        }
    }

    // MARK: Keeping

    /// Puts the file beside the checkpoints of a finished run, flushed to the disk and read back; a good one is left as
    /// it is. Afterwards nothing needs the checkpoints.
    ///
    /// - Parameter weightsSHA256: as the run's result tells it.
    /// - Throws: ``TrainingError/noFinalWeights(path:reason:)`` when no checkpoint holds these weights or what was
    ///   written is not what is read, `cannotWrite`; `ArchitectureError`.
    package static func keep(of identity: RunIdentity, in folder: URL, weightsSHA256: String) throws {
        if let kept = try? FinalWeights(of: identity, in: folder), kept.sha256 == weightsSHA256 { return }
        let parameters = ParameterStore(
            try Network(identity.architecture, input: identity.data.input, classes: identity.data.classes))
        try CheckpointSlots(folder: folder).restoreFinal(
            identitySHA256: identity.sha256, isAveraged: identity.recipe.weightAverage != nil,
            into: parameters.snapshot)
        func refused(_ reason: String) -> TrainingError { .noFinalWeights(path: folder.path, reason: reason) }
        guard parameters.sha256 == weightsSHA256 else {
            throw refused("the newest checkpoint holds others than result.json names")
        }
        try DurableFile.write(
            Self.data(of: parameters, identity), to: FinalWeightsFile.url(in: folder), as: .weights)
        guard try FinalWeights(of: identity, in: folder).sha256 == weightsSHA256 else {
            throw refused("what was written is not what is read")
        }
    }

    private static func data(of parameters: ParameterStore, _ identity: RunIdentity) -> Data {
        let tensors = parameters.finalTensors
        let header = Header(identitySHA256: identity.sha256, tensors: tensors.map(\.tensor))
        var data = Data((CanonicalJSON.text(header) + "\n").utf8)
        data.reserveCapacity(data.count + tensors.reduce(hashLength) { $0 + $1.tensor.byteCount })
        for (_, floats) in tensors { floats.withBytes { data.append(contentsOf: $0) } }
        data.append(contentsOf: SHA256.digest(of: data).bytes)
        return data
    }
}

extension ParameterStore {
    /// What ``sha256`` is of, in its order, with PyTorch's names for running statistics.
    fileprivate var finalTensors: [(tensor: FinalWeights.Header.Tensor, floats: Floats)] {
        let learned = entries.map { entry in
            (
                FinalWeights.Header.Tensor(name: entry.parameter.name, shape: entry.parameter.shape),
                entry.value
            )
        }
        let running = statistics.flatMap { norm in
            [("running_mean", norm.mean), ("running_var", norm.variance)].map { name, floats in
                (FinalWeights.Header.Tensor(name: "\(norm.name).\(name)", shape: [floats.count]), floats)
            }
        }
        return learned + running
    }
}
