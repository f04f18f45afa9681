/// All test images in order, as they are; the last batch may be smaller.
package struct EvaluationBatches: Sendable {
    package let images: PreparedImages
    package let batchSize: Int

    /// Batches.
    package var count: Int { (images.count + batchSize - 1) / batchSize }

    /// - Precondition: `batchSize` is 1 or more.
    package init(_ data: PreparedData, batchSize: Int) {
        precondition(batchSize >= 1, "The batch size must be 1 or more, but is \(batchSize).")
        images = data.test
        self.batchSize = batchSize
    }

    /// - Throws: `badImage` or `noGoodImages`.
    /// - Precondition: `index` lies in 0..<`count`.
    package func batch(index: Int) throws(DatasetError) -> Batch {
        precondition(index >= 0 && index < count, "There is no batch \(index) of \(count).")
        let samples = (index * batchSize)..<min((index + 1) * batchSize, images.count)
        return try images.batch(of: samples.map(Int32.init)[...])
    }
}
