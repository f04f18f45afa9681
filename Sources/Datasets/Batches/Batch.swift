/// Images and labels for one step.
package struct Batch: Hashable, Sendable {
    /// `[N, H, W, C]`, normalised.
    package var images: [Float]
    /// `[N]`
    package var labels: [Int32]
    /// `[N]`: which images of the chosen set these are, counted from 0.
    package var sampleIDs: [Int32]
    /// How much of each image is its own, 0…1; the rest is of the image as far from the batch's end as this one is
    /// from its start.
    package var ownShare: Double

    package var count: Int { labels.count }

    package init(images: [Float], labels: [Int32], sampleIDs: [Int32], ownShare: Double = 1) {
        self.images = images
        self.labels = labels
        self.sampleIDs = sampleIDs
        self.ownShare = ownShare
    }

    /// What the network should answer, `[N, classes]`, each row summing to 1: `1 − ε + ε / classes` for the label,
    /// `ε / classes` elsewhere, and of a mixed batch the two labels' rows by their shares.
    ///
    /// - Parameter smoothing: ε of label smoothing.
    package func targets(classes: Int, smoothing: Double) -> [Float] {
        let off = Float(smoothing / Double(classes))
        let on = Float(1 - smoothing + smoothing / Double(classes))
        var targets = [Float](repeating: off, count: count * classes)
        for (row, label) in labels.enumerated() { targets[row * classes + Int(label)] = on }
        guard ownShare < 1 else { return targets }
        let (own, partners) = (Float(ownShare), Float(1 - ownShare))
        let unmixed = targets
        for row in 0..<count {
            let partner = (count - 1 - row) * classes
            for column in 0..<classes {
                targets[row * classes + column] =
                    own * unmixed[row * classes + column] + partners * unmixed[partner + column]
            }
        }
        return targets
    }
}
