import Foundation
import Kernels

/// The training batches of a run: each is a pure function of seed, epoch and index.
///
/// Epochs are numbered by the caller, from 0 or 1; each number has its own order and augmentation. What
/// happens to an image depends on seed, epoch and its place in the chosen set alone, so that neither another
/// batch size, nor a thread, nor a resume changes it.
public struct TrainingBatches: Sendable {
    public let images: PreparedImages
    public let batchSize: Int
    public let augmentation: Augmentation
    public let seed: Int
    private let orders: OrderCache

    /// The last incomplete batch is dropped.
    public var stepsPerEpoch: Int { images.count / batchSize }

    /// - Throws: `batchSize` or `cropPadding`.
    public init(
        _ data: PreparedData, batchSize: Int, augmentation: Augmentation, seed: Int
    ) throws(DatasetError) {
        guard batchSize >= 1, batchSize <= data.train.count else {
            throw .batchSize(batchSize, images: data.train.count)
        }
        let side = data.selection.imageSide
        guard augmentation.cropPadding >= 0, augmentation.cropPadding <= side else {
            throw .cropPadding(augmentation.cropPadding, side: side)
        }
        images = data.train
        self.batchSize = batchSize
        self.augmentation = augmentation
        self.seed = seed
        orders = OrderCache(count: data.train.count, seed: seed)
    }

    /// - Precondition: `index` lies in 0..<`stepsPerEpoch`.
    public func batch(epoch: Int, index: Int) -> Batch {
        precondition(
            index >= 0 && index < stepsPerEpoch, "There is no batch \(index) of \(stepsPerEpoch).")
        let samples = orders.order(epoch: epoch)[(index * batchSize)..<((index + 1) * batchSize)]
        return images.batch(of: samples) { sample in window(epoch: epoch, sample: sample) }
    }

    /// A crop of the original size from the image padded on each side, then a flip with probability one half.
    private func window(epoch: Int, sample: Int) -> PreparedImages.Window {
        let padding = augmentation.cropPadding
        var random = CounterRandom(seed: seed, role: .cropAndFlip, epoch: epoch, sample: sample)
        // All three are drawn in any case, so that one does not depend on whether the others are wanted.
        let top = random.below(2 * padding + 1) - padding
        let left = random.below(2 * padding + 1) - padding
        let isHeads = random.below(2) == 1
        return PreparedImages.Window(
            top: top, left: left, isFlipped: augmentation.horizontalFlip && isHeads)
    }
}

/// The order of the images in an epoch; the last one asked for is kept.
private final class OrderCache: @unchecked Sendable {
    private let count: Int
    private let seed: Int
    /// Guards `cached`.
    private let lock = NSLock()
    private var cached: (epoch: Int, order: [Int32])?

    init(count: Int, seed: Int) {
        self.count = count
        self.seed = seed
    }

    func order(epoch: Int) -> [Int32] {
        lock.withLock {
            if let cached, cached.epoch == epoch { return cached.order }
            var random = CounterRandom(seed: seed, role: .order, epoch: epoch)
            let order = random.permutation(of: count)
            cached = (epoch, order)
            return order
        }
    }
}
