import Architectures

/// The images a run sees, chosen and ready to be cut into batches.
public struct PreparedData: Sendable {
    public let selection: DataSelection
    /// By label.
    public let classNames: [String]
    /// Of the chosen training images' own pixels, before padding or resizing; used for the test images too.
    public let normalisation: Normalisation
    public let train: PreparedImages
    public let test: PreparedImages

    /// - Throws: `otherData` when the selection was made from other data, `constantImages`, and the cases of
    ///   ``Dataset/selection(trainImages:testImages:imageSide:)``.
    public init(_ dataset: Dataset, _ selection: DataSelection) throws(DatasetError) {
        guard selection.dataset == dataset.name, selection.sha256 == dataset.sha256 else {
            throw .otherData(
                expected: "\(selection.dataset) with SHA-256 \(selection.sha256)",
                found: "\(dataset.name) with SHA-256 \(dataset.sha256)")
        }
        let resolved = try dataset.selection(
            trainImages: selection.trainImages, testImages: selection.testImages,
            imageSide: selection.imageSide)
        guard selection == resolved else {
            throw .otherData(
                expected: "\(selection.channels) channels and \(selection.classes) classes",
                found: "\(resolved.channels) channels and \(resolved.classes) classes")
        }
        let chosen = dataset.subset(of: selection.trainImages, .train)
        guard let normalisation = Normalisation(of: dataset.train, images: chosen) else {
            throw .constantImages(dataset: dataset.name)
        }
        self.selection = selection
        self.classNames = dataset.classNames
        self.normalisation = normalisation
        let placement = Placement(of: dataset.train.shape, side: selection.imageSide)
        let table = normalisation.table
        train = PreparedImages(source: dataset.train, indices: chosen, placement: placement, table: table)
        test = PreparedImages(
            source: dataset.test, indices: dataset.subset(of: selection.testImages, .test),
            placement: placement, table: table)
    }
}
