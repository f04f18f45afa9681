import AblateDatasets
import AblateRuns

/// The test images that a study's accuracies are over, in the order of its bitmaps.
package struct TestImages: Sendable {
    /// By label.
    package let classNames: [String]
    /// `[N]`
    package let labels: [Int]
    /// A picture as the network is shown it, before normalisation.
    package let picture: @Sendable (_ image: Int) throws -> ByteImage

    package init(
        classNames: [String], labels: [Int], picture: @escaping @Sendable (Int) throws -> ByteImage
    ) {
        self.classNames = classNames
        self.labels = labels
        self.picture = picture
    }

    /// Why labels and pictures are not known, as a sentence.
    package enum Absence: Error, Hashable, Sendable, CustomStringConvertible {
        case notAsked
        /// The data set is not on this machine, or not the one that the study saw.
        case notFound(reason: String)
        case otherImages

        package var description: String {
            switch self {
            case .notAsked: "The data set was not looked for."
            case .notFound(let reason): "The data set was not found on this machine: \(reason)"
            case .otherImages:
                "No run recorded which of the study's test images it got right."
            }
        }
    }

    /// Looks for the data that a study saw.
    ///
    /// - Parameter directory: where; `nil` for the usual places.
    package static func load(
        _ selection: DataSelection, directory: String?
    ) -> Result<TestImages, Absence> {
        do {
            let source = try DataSource.load(named: selection.dataset, directory: directory)
            let prepared = try PreparedData(source, selection)
            let (test, normalisation) = (prepared.test, prepared.normalisation)
            return .success(
                TestImages(classNames: prepared.classNames, labels: test.labels.map(Int.init)) { image in
                    let batch = try test.batch(of: [Int32(image)])
                    let channels = test.shape.channels
                    return ByteImage(
                        shape: test.shape,
                        pixels: batch.images.enumerated().map {
                            normalisation.byte($1, channel: $0 % channels)
                        })
                })
        } catch {
            return .failure(.notFound(reason: "\(error)"))
        }
    }
}
