import Dispatch
import Foundation

/// Hands out the batches of an epoch in order while the next ones are made in the background.
///
/// For one consumer. It can be dropped at any moment: at most `depth` batches are under way, and they end by
/// themselves.
package final class BatchPrefetcher {
    private let queue = DispatchQueue(label: "ablate.batches", qos: .userInitiated)
    private let ready = ReadyBatches()
    private let make: @Sendable (Int) throws(DatasetError) -> Batch
    private let end: Int
    /// Next to be asked for, and next to be handed out.
    private var asked: Int
    private var handedOut: Int

    /// Batches of `epoch` from `start` on.
    package convenience init(_ batches: TrainingBatches, epoch: Int, from start: Int = 0, depth: Int = 2) {
        self.init(start..<max(start, batches.stepsPerEpoch), depth: depth) { (index) throws(DatasetError) in
            try batches.batch(epoch: epoch, index: index)
        }
    }

    /// All test batches.
    package convenience init(_ batches: EvaluationBatches, depth: Int = 2) {
        self.init(0..<batches.count, depth: depth) { (index) throws(DatasetError) in
            try batches.batch(index: index)
        }
    }

    /// What `make` says for each index, called on one background thread in order.
    ///
    /// - Precondition: `depth` is 1 or more.
    package init(
        _ indices: Range<Int>, depth: Int, make: @escaping @Sendable (Int) throws(DatasetError) -> Batch
    ) {
        precondition(depth >= 1, "At least one batch must be made ahead, not \(depth).")
        self.make = make
        asked = indices.lowerBound
        handedOut = indices.lowerBound
        end = indices.upperBound
        for _ in 0..<depth { askForNext() }
    }

    /// The next batch, waiting for it if need be; `nil` after the last.
    ///
    /// - Throws: what kept the batch from being made; the ones after it can still be had.
    package func next() throws(DatasetError) -> Batch? {
        guard handedOut < end else { return nil }
        handedOut += 1
        let batch = ready.take()
        askForNext()
        return try batch.get()
    }

    private func askForNext() {
        guard asked < end else { return }
        let index = asked
        asked += 1
        queue.async { [make, ready] in
            ready.put(Result { () throws(DatasetError) in try make(index) })
        }
    }
}

/// A queue between two threads.
private final class ReadyBatches: @unchecked Sendable {
    /// Guards `batches` and signals when one is added.
    private let condition = NSCondition()
    private var batches: [Result<Batch, DatasetError>] = []

    func put(_ batch: Result<Batch, DatasetError>) {
        condition.withLock {
            batches.append(batch)
            condition.signal()
        }
    }

    func take() -> Result<Batch, DatasetError> {
        condition.withLock {
            while batches.isEmpty { condition.wait() }
            return batches.removeFirst()
        }
    }
}
