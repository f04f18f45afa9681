/// Whether a classifier is any better than guessing: the exact one-sided binomial test of how many images it gets
/// right against one who always names the most frequent class. In a network that has learnt nothing, or one whose
/// loss went astray, this is what is left: it names one class for every image.
package struct GuessingTest: Hashable, Sendable {
    /// Images that were classified right.
    package let right: Int
    package let images: Int
    /// The share of the most frequent class: what guessing gets right.
    package let share: Double

    /// Below it a classifier counts as better than guessing. Small, since whoever trains expects to see far more, and
    /// among many rows one that has learnt nothing should not pass by chance.
    package static let significance = 0.01

    /// - Precondition: `right` of `images`, and a share from 0 to 1.
    package init(right: Int, of images: Int, share: Double) {
        precondition((0...images).contains(right), "\(right) of \(images) images cannot be right.")
        precondition((0...1).contains(share), "A share lies between 0 and 1, but is \(share).")
        (self.right, self.images, self.share) = (right, images, share)
    }

    /// The chance that guessing gets so many right, or more.
    package var pValue: Double { Binomial.atLeast(right, of: images, probability: share) }

    package var isBetterThanGuessing: Bool { pValue < Self.significance }
}
