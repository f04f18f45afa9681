import AblateRuns

/// Which images of a labelled data set a run is trained and tested on: what ``DataSelection`` counts, as indices.
struct ImageChoice {
    /// Of the training images, ascending.
    let train: [Int32]
    /// Ascending; of the test images, or of the training images where some are held out.
    let evaluated: [Int32]
    /// What the evaluated ones are taken from.
    let evaluatedPart: Dataset.Part

    /// - Precondition: ``resolve(trainImages:testImages:heldOut:train:test:classNames:)`` gave the counts.
    init(
        _ selection: DataSelection, train trainLabels: [some BinaryInteger],
        test testLabels: [some BinaryInteger]
    ) {
        let (trained, tested) = (selection.trainImages, selection.testImages)
        let classes = selection.classes
        guard selection.evaluation == .heldOut else {
            train = ClassBalance.subset(of: trained, .train, labels: trainLabels, classes: classes)
            evaluated = ClassBalance.subset(of: tested, .test, labels: testLabels, classes: classes)
            evaluatedPart = .test
            return
        }
        let heldOut = ClassBalance.subset(
            of: tested, .train, labels: trainLabels, classes: classes, fromEnd: true)
        if trained == trainLabels.count - tested {
            let isHeldOut = Set(heldOut)
            train = (0..<trainLabels.count).map(Int32.init).filter { !isHeldOut.contains($0) }
        } else {
            train = ClassBalance.subset(of: trained, .train, labels: trainLabels, classes: classes)
        }
        evaluated = heldOut
        evaluatedPart = .train
    }

    /// How many images are meant where `nil` stands for all there are, or, for images held out, for as many as there
    /// are test images but no more than a sixth of the training images.
    ///
    /// - Throws: `imageCount`, `unbalanced` or `heldOut` when there are no such images.
    static func resolve(
        trainImages: Int?, testImages: Int?, heldOut: Bool, train: [some BinaryInteger],
        test: [some BinaryInteger], classNames: [String]
    ) throws(DatasetError) -> (trainImages: Int, testImages: Int) {
        guard heldOut else {
            try ClassBalance.check(trainImages, .train, labels: train, classNames: classNames)
            try ClassBalance.check(testImages, .test, labels: test, classNames: classNames)
            return (trainImages ?? train.count, testImages ?? test.count)
        }
        let tested = testImages ?? min(test.count, train.count / 6)
        guard tested >= 1, tested < train.count else {
            throw .heldOut(asked: tested, training: trainImages ?? 1, available: train.count)
        }
        try ClassBalance.check(tested, .train, labels: train, classNames: classNames)
        let trained = trainImages ?? train.count - tested
        guard trained >= 1, trained + tested <= train.count else {
            throw .heldOut(asked: tested, training: trained, available: train.count)
        }
        if trained < train.count - tested {
            // Both are balanced, from the two ends of one order of each class.
            try ClassBalance.check(
                trained, .train, labels: train, classNames: classNames, besides: tested)
        }
        return (trained, tested)
    }
}
