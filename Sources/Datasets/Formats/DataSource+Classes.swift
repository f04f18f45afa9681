import AblateRuns

extension DataSource {
    /// How many of the images that accuracy is measured on are of their most frequent class: what naming it every
    /// time gets right.
    ///
    /// - Precondition: ``selection(trainImages:testImages:imageSide:heldOut:)`` gave the selection.
    package func largestTestClass(of selection: DataSelection) -> Int {
        switch self {
        case .memory(let dataset):
            Self.largestClass(selection, train: dataset.train.labels, test: dataset.test.labels)
        case .folder(let folder):
            Self.largestClass(selection, train: folder.train.labels, test: folder.test.labels)
        }
    }

    private static func largestClass(
        _ selection: DataSelection, train: [some BinaryInteger], test: [some BinaryInteger]
    ) -> Int {
        let choice = ImageChoice(selection, train: train, test: test)
        var counts = [Int](repeating: 0, count: selection.classes)
        for index in choice.evaluated {
            counts[choice.evaluatedPart == .test ? Int(test[Int(index)]) : Int(train[Int(index)])] += 1
        }
        return counts.max() ?? 0
    }
}
