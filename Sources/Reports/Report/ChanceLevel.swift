import AblateRunner
import AblateStatistics
import AblateWords
import Foundation

/// What guessing gets right of the images that a study is tested on, and which rows are no better.
///
/// Guessing is naming the most frequent class every time: in a network whose loss went astray this is what is left, and
/// where classes are unequal it is right more often than one time in their number. How many images that class has is
/// in the study's manifest; in those of before it was, and where the labels are not at hand, classes are taken to be
/// equal, as they are in every data set that comes with a name and in every part of one.
package struct ChanceLevel: Hashable, Sendable {
    /// Images that accuracies are over.
    package let images: Int
    /// The share of the most frequent class: the accuracy of guessing.
    package let share: Double

    /// - Parameter labels: of the test images; `nil` where they are not known.
    package init(_ manifest: StudyManifest, labels: [Int]? = nil) {
        self.init(
            images: manifest.data.testImages, classes: manifest.data.classes,
            mostFrequent: manifest.largestTestClass ?? labels.flatMap(Self.mostFrequent))
    }

    /// - Parameter mostFrequent: images of the most frequent class; `nil` for equal classes.
    init(images: Int, classes: Int, mostFrequent: Int?) {
        self.images = max(images, 0)
        let equal = (images + max(classes, 1) - 1) / max(classes, 1)
        share = images > 0 ? min(Double(mostFrequent ?? equal) / Double(images), 1) : 1
    }

    private static func mostFrequent(_ labels: [Int]) -> Int? {
        Dictionary(grouping: labels) { $0 }.values.map(\.count).max()
    }

    /// How many of these accuracies are no better than guessing, by the exact binomial test of each run: runs are not
    /// pooled, since one that has learnt would speak for those that have not.
    package func count(of accuracies: [Double]) -> Int {
        // Of one class nothing can be told.
        guard images > 0, share < 1 else { return 0 }
        return accuracies.count { top1 in
            let right = min(max(Int((top1 * Double(images)).rounded()), 0), images)
            return !GuessingTest(right: right, of: images, share: share).isBetterThanGuessing
        }
    }

    /// Whether a row is at chance: none of its completed runs is better than guessing, and there is one.
    package func isReached(by accuracies: [Double]) -> Bool {
        !accuracies.isEmpty && count(of: accuracies) == accuracies.count
    }

    /// `10.00 %`
    var text: String { Points.unsigned(share) + " %" }

    /// What guessing is, as part of a sentence.
    var reason: String {
        "no better than naming one class for every image, which is right on \(text) of the "
            + "\(Units.plural(images, "test image")) (exact binomial test of each run, 1 %)"
    }

    /// What is to be said of a study's rows: those at chance, then those of which some runs are. Ids stand in
    /// backticks where `isMarkedUp`.
    package func sentences(
        on rows: [(id: String, accuracies: [Double])], isMarkedUp: Bool = false
    ) -> [String] {
        func list(_ ids: [String]) -> String { Units.list(isMarkedUp ? ids.map { "`\($0)`" } : ids) }
        let measured = rows.filter { !$0.accuracies.isEmpty }
        let reached = measured.filter { isReached(by: $0.accuracies) }.map(\.id)
        var sentences: [String] = []
        if !reached.isEmpty {
            let all = reached.count == measured.count && reached.count > 2
            sentences.append(
                "At chance: \(all ? "every row" : list(reached)), \(reason). Such a row has learnt nothing: a "
                    + "difference to it tells of training, not of what a step is worth.")
        }
        let partly = measured.compactMap { row -> String? in
            let count = count(of: row.accuracies)
            guard count > 0, count < row.accuracies.count else { return nil }
            return "\(count) of \(Units.plural(row.accuracies.count, "run")) of "
                + (isMarkedUp ? "`\(row.id)`" : row.id)
        }
        if !partly.isEmpty { sentences.append("At chance: \(Units.list(partly)), \(reason).") }
        return sentences
    }
}
