import AblateRandomness
import AblateRuns
import Foundation

/// The training batches of a run: each is a pure function of seed, epoch and index.
///
/// Epochs are numbered by the caller, from 0 or 1; each number has its own order and augmentation. What
/// happens to an image depends on seed, epoch and its place in the chosen set alone, so that neither another
/// batch size, nor a thread, nor a resume changes it; how a batch is mixed, on seed, epoch and its index.
package struct TrainingBatches: Sendable {
    package let images: PreparedImages
    package let batchSize: Int
    package let augmentation: Augmentation
    package let seed: Int
    /// What an operation moves in from outside.
    private let fill: [UInt8]
    private let orders: OrderCache

    /// The last incomplete batch is dropped.
    package var stepsPerEpoch: Int { images.count / batchSize }

    /// - Throws: `batchSize`, `cropPadding` or `augmentation`.
    package init(
        _ data: PreparedData, batchSize: Int, augmentation: Augmentation, seed: Int
    ) throws(DatasetError) {
        guard batchSize >= 1, batchSize <= data.train.count else {
            throw .batchSize(batchSize, images: data.train.count)
        }
        if let problem = augmentation.problem(side: data.selection.imageSide) { throw .augmentation(problem) }
        images = data.train
        self.batchSize = batchSize
        self.augmentation = augmentation
        self.seed = seed
        fill = data.normalisation.meanColour
        orders = OrderCache(count: data.train.count, seed: seed)
    }

    /// - Throws: `badImage` or `noGoodImages`.
    /// - Precondition: `index` lies in 0..<`stepsPerEpoch`.
    package func batch(epoch: Int, index: Int) throws(DatasetError) -> Batch {
        precondition(
            index >= 0 && index < stepsPerEpoch, "There is no batch \(index) of \(stepsPerEpoch).")
        let samples = orders.order(epoch: epoch)[(index * batchSize)..<((index + 1) * batchSize)]
        var batch = try unmixed(samples, epoch: epoch)
        if let mixing = augmentation.mixing {
            var random = CounterRandom(seed: seed, role: .mix, epoch: epoch, sample: index)
            if let mix = mixing.mix(shape: images.shape, &random) {
                mix.apply(to: &batch.images, shape: images.shape)
                batch.ownShare = mix.share
            }
        }
        return batch
    }

    private func unmixed(_ samples: ArraySlice<Int32>, epoch: Int) throws(DatasetError) -> Batch {
        let isPlaced = augmentation.randomResizedCrop == nil && augmentation.randAugment == nil
        var batch =
            isPlaced
            ? try images.batch(of: samples) { sample in
                var random = CounterRandom(seed: seed, role: .cropAndFlip, epoch: epoch, sample: sample)
                return window(&random)
            }
            : try images.batch(of: samples) { (sample, stored) throws(ImageFault) in
                try augmented(stored, epoch: epoch, sample: sample)
            }
        if let erasing = augmentation.randomErasing {
            for (position, sample) in samples.enumerated() {
                var random = CounterRandom(seed: seed, role: .erase, epoch: epoch, sample: Int(sample))
                erasing.erase(
                    &batch.images, at: position * images.shape.count, shape: images.shape, &random)
            }
        }
        return batch
    }

    private func augmented(_ stored: StoredImage, epoch: Int, sample: Int) throws(ImageFault) -> ByteImage {
        let side = images.shape.height
        var random = CounterRandom(seed: seed, role: .cropAndFlip, epoch: epoch, sample: sample)
        let window = window(&random)
        var image: ByteImage
        if let part = augmentation.randomResizedCrop {
            image = try stored.resizedCrop(part, side: side, &random)
        } else {
            image = try stored.placed(side: side)
            if augmentation.cropPadding > 0 {
                image = image.window(top: window.top, left: window.left, side: side)
            }
        }
        if window.isFlipped { image = image.mirrored }
        if let randAugment = augmentation.randAugment {
            var random = CounterRandom(seed: seed, role: .randAugment, epoch: epoch, sample: sample)
            for step in randAugment.steps(&random) { image = image.applying(step, fill: fill) }
        }
        return image
    }

    /// A crop of the original size from the image padded on each side, then a flip with probability one half.
    private func window(_ random: inout CounterRandom) -> PreparedImages.Window {
        let padding = augmentation.cropPadding
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
