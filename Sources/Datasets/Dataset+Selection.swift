import Architectures
import Kernels

extension Dataset {
    /// Sides in pixels that images can be brought to.
    public static let imageSides = 16...224

    /// Resolves what is asked for: `nil` for all images. Fewer than all are a class-balanced subset that
    /// depends on nothing but the number and the data, not on a run's seed.
    ///
    /// - Throws: `imageCount`, `unbalanced` or `imageSide`.
    public func selection(
        trainImages: Int?, testImages: Int?, imageSide: Int
    ) throws(DatasetError) -> DataSelection {
        guard Self.imageSides.contains(imageSide) else { throw .imageSide(imageSide) }
        for part in Part.allCases {
            try check(part == .train ? trainImages : testImages, part)
        }
        return DataSelection(
            dataset: name, sha256: sha256, trainImages: trainImages ?? train.count,
            testImages: testImages ?? test.count, imageSide: imageSide, channels: train.shape.channels,
            classes: classNames.count)
    }

    /// Raw values are permanent: they number the streams that choose the subsets.
    package enum Part: Int, CaseIterable {
        case train
        case test

        var adjective: String { self == .train ? "training" : "test" }
    }

    /// Indices of a class-balanced subset, ascending: each class has `count` / classes images, and the first
    /// `count` % classes classes have one more. Subsets are nested: a larger one holds the smaller.
    ///
    /// - Precondition: ``selection(trainImages:testImages:imageSide:)`` allows `count`.
    package func subset(of count: Int, _ part: Part) -> [Int32] {
        let set = self[part]
        if count == set.count { return (0..<count).map(Int32.init) }
        var members = [[Int32]](repeating: [], count: classNames.count)
        for (index, label) in set.labels.enumerated() { members[Int(label)].append(Int32(index)) }
        return members.enumerated().flatMap { label, members in
            var random = CounterRandom(seed: 0, role: .subset, epoch: part.rawValue, sample: label)
            let order = random.permutation(of: members.count)
            return order.prefix(share(of: label, in: count)).map { members[Int($0)] }
        }.sorted()
    }

    private subscript(part: Part) -> ImageSet { part == .train ? train : test }

    /// Images of one class in a balanced subset.
    private func share(of label: Int, in count: Int) -> Int {
        count / classNames.count + (label < count % classNames.count ? 1 : 0)
    }

    private func check(_ asked: Int?, _ part: Part) throws(DatasetError) {
        let set = self[part]
        guard let asked, asked != set.count else { return }
        guard asked >= 1, asked <= set.count else {
            throw .imageCount(part: part.adjective, asked: asked, available: set.count)
        }
        var available = [Int](repeating: 0, count: classNames.count)
        for label in set.labels { available[Int(label)] += 1 }
        for label in classNames.indices where available[label] < share(of: label, in: asked) {
            throw .unbalanced(
                part: part.adjective, asked: asked, className: classNames[label],
                needed: share(of: label, in: asked), available: available[label])
        }
    }
}
