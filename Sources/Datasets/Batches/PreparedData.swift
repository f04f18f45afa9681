import AblateRuns
import AblateWords

/// The images a run sees, chosen and ready to be cut into batches.
package struct PreparedData: Sendable {
    package let selection: DataSelection
    /// By label.
    package let classNames: [String]
    /// Of the chosen training images' own pixels, before padding or resizing, or ImageNet's for an image folder;
    /// used for the test images too.
    package let normalisation: Normalisation
    package let train: PreparedImages
    package let test: PreparedImages

    /// - Throws: `otherData` when the selection was made from other data, `constantImages`, and the cases of
    ///   ``Dataset/selection(trainImages:testImages:imageSide:)``.
    package init(_ dataset: Dataset, _ selection: DataSelection) throws(DatasetError) {
        guard selection.dataset == dataset.name, selection.sha256 == dataset.sha256 else {
            throw .otherData(
                expected: "\(selection.dataset) with SHA-256 \(selection.sha256)",
                found: "\(dataset.name) with SHA-256 \(dataset.sha256)")
        }
        let resolved = try dataset.selection(
            trainImages: selection.trainImages, testImages: selection.testImages,
            imageSide: selection.imageSide, heldOut: selection.evaluation == .heldOut)
        guard selection == resolved else {
            throw .otherData(expected: Self.kind(selection), found: Self.kind(resolved))
        }
        let choice = ImageChoice(selection, train: dataset.train.labels, test: dataset.test.labels)
        guard let normalisation = Normalisation(of: dataset.train, images: choice.train) else {
            throw .constantImages(dataset: dataset.name)
        }
        self.selection = selection
        self.classNames = dataset.classNames
        self.normalisation = normalisation
        let placement = Placement(of: dataset.train.shape, side: selection.imageSide)
        train = PreparedImages(
            source: dataset.train, indices: choice.train, placement: placement, normalisation: normalisation)
        test = PreparedImages(
            source: choice.evaluatedPart == .test ? dataset.test : dataset.train, indices: choice.evaluated,
            placement: placement, normalisation: normalisation)
    }

    /// - Throws: `otherData` when the selection was made from other data, and the cases of
    ///   ``ImageFolder/selection(trainImages:testImages:imageSide:)``.
    package init(_ folder: ImageFolder, _ selection: DataSelection) throws(DatasetError) {
        let resolved = try folder.selection(
            trainImages: selection.trainImages, testImages: selection.testImages,
            imageSide: selection.imageSide, heldOut: selection.evaluation == .heldOut)
        guard selection == resolved else {
            throw .otherData(
                expected: "\(selection.dataset) with SHA-256 \(selection.sha256)",
                found: "\(resolved.dataset) with SHA-256 \(resolved.sha256)")
        }
        let normalisation = folder.channels == 1 ? Normalisation.greyImageNet : .imageNet
        let choice = ImageChoice(selection, train: folder.train.labels, test: folder.test.labels)
        func images(_ part: Dataset.Part, _ indices: [Int32]) -> PreparedImages {
            PreparedImages(
                files: part == .train ? folder.train : folder.test, indices: indices, shape: selection.input,
                normalisation: normalisation, onBadImage: folder.onBadImage)
        }
        self.selection = selection
        self.classNames = folder.classNames
        self.normalisation = normalisation
        train = images(.train, choice.train)
        test = images(choice.evaluatedPart, choice.evaluated)
    }

    /// - Throws: the cases of the two others.
    package init(_ source: DataSource, _ selection: DataSelection) throws(DatasetError) {
        switch source {
        case .memory(let dataset): try self.init(dataset, selection)
        case .folder(let folder): try self.init(folder, selection)
        }
    }

    private static func kind(_ selection: DataSelection) -> String {
        "\(Units.plural(selection.channels, "channel")) and \(Units.plural(selection.classes, "class", "classes"))"
    }
}
