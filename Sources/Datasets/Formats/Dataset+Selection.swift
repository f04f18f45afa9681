import AblateRuns

extension Dataset {
    /// Sides in pixels that images can be brought to.
    package static let imageSides = 16...224

    /// Resolves what is asked for: `nil` for all images. Fewer than all are a class-balanced subset that
    /// depends on nothing but the number and the data, not on a run's seed.
    ///
    /// - Parameter heldOut: accuracies are measured on training images that are held out of the training.
    /// - Throws: `imageCount`, `unbalanced`, `heldOut` or `imageSide`.
    package func selection(
        trainImages: Int?, testImages: Int?, imageSide: Int, heldOut: Bool = false
    ) throws(DatasetError) -> DataSelection {
        guard Self.imageSides.contains(imageSide) else { throw .imageSide(imageSide) }
        let (trained, tested) = try ImageChoice.resolve(
            trainImages: trainImages, testImages: testImages, heldOut: heldOut, train: train.labels,
            test: test.labels, classNames: classNames)
        return DataSelection(
            dataset: name, sha256: sha256, trainImages: trained, testImages: tested, imageSide: imageSide,
            channels: train.shape.channels, classes: classNames.count, evaluation: heldOut ? .heldOut : nil)
    }

    /// Raw values are permanent: they number the streams that choose the subsets.
    package enum Part: Int, CaseIterable {
        case train
        case test

        var adjective: String { self == .train ? "training" : "test" }
    }

    /// Indices of a class-balanced subset, ascending.
    ///
    /// - Precondition: ``selection(trainImages:testImages:imageSide:heldOut:)`` allows `count`.
    package func subset(of count: Int, _ part: Part) -> [Int32] {
        let set = part == .train ? train : test
        return ClassBalance.subset(of: count, part, labels: set.labels, classes: classNames.count)
    }
}
