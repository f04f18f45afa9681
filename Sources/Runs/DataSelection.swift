import AblateArchitectures
import AblateWords

/// What accuracies are measured on in place of the test set.
package enum EvaluationPart: String, Hashable, Codable, Sendable {
    /// Training images that the run is not trained on: for choosing a recipe, which the test set must not do.
    case heldOut = "held-out"
}

/// Which images a run sees, resolved: a part of its identity.
package struct DataSelection: Hashable, Codable, Sendable {
    /// `fashion-mnist`
    package var dataset: String
    /// SHA-256 over the files of the data set, lower-case hexadecimal.
    package var sha256: String
    /// Training images used; fewer than the set has means a class-balanced, fixed subset.
    package var trainImages: Int
    /// Images that the accuracy is measured on.
    package var testImages: Int
    /// Where those are taken from; `nil`, and then left out of the coded form, for the test set.
    package var evaluation: EvaluationPart?
    /// Side in pixels of what the network sees.
    package var imageSide: Int
    package var channels: Int
    package var classes: Int

    package init(
        dataset: String, sha256: String, trainImages: Int, testImages: Int, imageSide: Int, channels: Int,
        classes: Int, evaluation: EvaluationPart? = nil
    ) {
        self.dataset = dataset
        self.sha256 = sha256
        self.trainImages = trainImages
        self.testImages = testImages
        self.evaluation = evaluation
        self.imageSide = imageSide
        self.channels = channels
        self.classes = classes
    }

    /// What enters the network.
    package var input: Shape { Shape(side: imageSide, channels: channels) }
}
