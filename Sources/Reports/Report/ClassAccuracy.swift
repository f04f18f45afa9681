/// Accuracy of every step by class, over all its runs. Fractions of 1.
package struct ClassAccuracy: Sendable {
    /// By label.
    package let classNames: [String]
    /// Test images of each class.
    package let counts: [Int]
    package let rows: [Row]

    package struct Row: Sendable {
        package let id: String
        package let isBranch: Bool
        /// Runs that recorded their images.
        package let n: Int
        /// By label; mean over the runs. `nil` where no test image is of the class.
        package let accuracy: [Double?]
    }

    /// `nil` where bitmaps and labels are not of equally many images.
    init?(steps: [ReportStep], _ bitmaps: TestBitmaps, images: TestImages) {
        guard let count = bitmaps.images, count == images.labels.count else { return nil }
        classNames = images.classNames
        var counts = [Int](repeating: 0, count: classNames.count)
        for label in images.labels { counts[label] += 1 }
        self.counts = counts
        rows = steps.compactMap { step in
            let seeds = bitmaps.seeds(of: step)
            guard !seeds.isEmpty else { return nil }
            var right = [Int](repeating: 0, count: counts.count)
            for (image, times) in bitmaps.rightCounts(of: step, seeds: seeds).enumerated() {
                right[images.labels[image]] += times
            }
            return Row(
                id: step.id, isBranch: step.isBranch, n: seeds.count,
                accuracy: zip(right, counts).map { $1 == 0 ? nil : Double($0) / Double($1 * seeds.count) })
        }
    }
}
