import AblateKernels
import AblateRuns
import Foundation

/// Where a run stands, beside its weights and moments.
struct TrainingPosition: Hashable, Codable, Sendable {
    /// SHA-256 of the run's identity.
    var identitySHA256: String
    /// Steps done, over the whole run.
    var step = 0
    var epochs: [EpochRecord] = []
    /// Of the epoch under way.
    var lossSum = 0.0
    var epochSeconds = 0.0
    /// Of earlier processes that worked on this attempt.
    var seconds = 0.0
    var cpuSeconds = 0.0
    var peakMemoryBytes = 0

    /// Whether this is the later of two positions of one run. After an epoch's last step there are two: before its test
    /// and after it.
    func isBeyond(_ other: TrainingPosition) -> Bool {
        (step, epochs.count) > (other.step, other.epochs.count)
    }
}

/// Two files that are written in turn, so that a crash while writing one leaves the other.
///
/// A file is a line of JSON (``TrainingPosition`` and the lengths of the arrays), the arrays as little-endian
/// float32, and the SHA-256 of all that as 32 bytes.
struct CheckpointSlots {
    let folder: URL

    private struct Header: Codable {
        var position: TrainingPosition
        var counts: [Int]
    }

    private static let hashLength = SHA256.Digest.byteCount

    private func url(_ slot: Int) -> URL { folder.appendingPathComponent("checkpoint-\(slot)") }

    /// Overwrites the slot whose turn it is.
    ///
    /// - Throws: ``TrainingError/cannotWrite(path:reason:)``.
    func save(_ position: TrainingPosition, _ arrays: [Floats], slot: Int) throws(TrainingError) {
        let header = CanonicalJSON.text(Header(position: position, counts: arrays.map(\.count)))
        var data = Data(header.utf8)
        data.append(UInt8(ascii: "\n"))
        data.reserveCapacity(data.count + arrays.reduce(0) { $0 + $1.count * 4 } + Self.hashLength)
        for array in arrays { array.withBytes { data.append(contentsOf: $0) } }
        data.append(contentsOf: SHA256.digest(of: data).bytes)
        try DurableFile.write(data, to: url(slot), as: .checkpoint)
    }

    /// Restores the newest checkpoint that is whole and belongs to the run.
    ///
    /// - Parameter arrays: overwritten when a checkpoint is found.
    /// - Returns: the position, the slot to write next, and a sentence where a damaged file was passed over;
    ///   `nil` when there is no file at all.
    /// - Throws: ``TrainingError/noGoodCheckpoint(folder:reasons:)`` when there are files, but none is good.
    func restore(identitySHA256: String, into arrays: [Floats]) throws(TrainingError) -> (
        position: TrainingPosition, nextSlot: Int, remark: String?
    )? {
        var best: (header: Header, body: Data, slot: Int)?
        var reasons: [String] = []
        for slot in 0..<2 where FileManager.default.fileExists(atPath: url(slot).path) {
            switch read(slot, identitySHA256: identitySHA256, counts: arrays.map(\.count)) {
            case .success(let (header, body)):
                if let found = best?.header.position, !header.position.isBeyond(found) { continue }
                best = (header, body, slot)
            case .failure(let reason): reasons.append("checkpoint-\(slot) \(reason.text)")
            }
        }
        guard let best else {
            if reasons.isEmpty { return nil }
            throw .noGoodCheckpoint(folder: folder.path, reasons: reasons)
        }
        var start = best.body.startIndex
        for array in arrays {
            let end = start + array.count * 4
            best.body[start..<end].withUnsafeBytes { array.assign(bytes: $0) }
            start = end
        }
        let remark = reasons.first.map {
            "\($0); going on from checkpoint-\(best.slot), written after step \(best.header.position.step)."
        }
        return (best.header.position, 1 - best.slot, remark)
    }

    /// Restores the weights that a finished run was tested with, without the optimizer's state.
    ///
    /// - Parameters:
    ///   - isAveraged: whether the recipe keeps averaged weights, which then are the ones.
    ///   - arrays: as ``ParameterStore/snapshot`` has them.
    /// - Throws: ``TrainingError/noFinalWeights(path:reason:)``.
    func restoreFinal(identitySHA256: String, isAveraged: Bool, into arrays: [Floats]) throws(TrainingError) {
        let found = (0..<2).compactMap { try? read($0, identitySHA256: identitySHA256, counts: nil).get() }
        guard let (header, body) = found.max(by: { $0.0.position.step < $1.0.position.step }) else {
            throw .noFinalWeights(path: folder.path, reason: "no checkpoint of the run can be read")
        }
        // The weights come first, then the optimizer's arrays, then the averaged weights.
        let first = isAveraged ? header.counts.count - arrays.count : 0
        guard first >= 0, header.counts.count >= first + arrays.count,
            header.counts[first..<first + arrays.count].elementsEqual(arrays.map(\.count)),
            body.count == 4 * header.counts.reduce(0, +)
        else { throw .noFinalWeights(path: folder.path, reason: "the checkpoint is of another network") }
        var start = body.startIndex + 4 * header.counts[..<first].reduce(0, +)
        for array in arrays {
            let end = start + array.count * 4
            body[start..<end].withUnsafeBytes { array.assign(bytes: $0) }
            start = end
        }
    }

    /// Removes a slot, if it is there.
    func discard(_ slot: Int) { try? FileManager.default.removeItem(at: url(slot)) }

    private struct Reason: Error {
        let text: String
    }

    /// - Parameter counts: of the arrays that are looked for; `nil` for any.
    private func read(_ slot: Int, identitySHA256: String, counts: [Int]?) -> Result<(Header, Data), Reason> {
        guard let data = try? Data(contentsOf: url(slot)) else {
            return .failure(Reason(text: "cannot be read"))
        }
        guard data.count > Self.hashLength,
            SHA256.digest(of: data.dropLast(Self.hashLength)).bytes == Array(data.suffix(Self.hashLength)),
            let newline = data.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONDecoder().decode(Header.self, from: data[..<newline])
        else { return .failure(Reason(text: "is damaged")) }
        guard header.position.identitySHA256 == identitySHA256, header.counts == counts ?? header.counts
        else {
            return .failure(Reason(text: "belongs to another run"))
        }
        return .success((header, data[(newline + 1)...].dropLast(Self.hashLength)))
    }
}
