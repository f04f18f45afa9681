import AblateStatistics
import AblateWords
import Foundation

/// Whether a study bears out what the paper finds of a step. Sizes on other data need not agree, so a direction is
/// asked for first.
///
/// Two questions decide. *Is ours distinguishable from zero?* Yes when Holm's adjusted p of the paired t-test is below
/// 0.05. *Is ours distinguishable from the paper's?* By Welch's test of both differences, with the noise of both; where
/// the paper prints no deviation, by the t-test of ours against its printed value. That p is taken as it is where a
/// difference would cost the paper's size its confirmation, and adjusted by Holm where it alone would contradict the
/// paper: either way the stronger claim is the harder to earn.
///
/// | ours from zero | sign | ours from the paper's | verdict |
/// |---|---|---|---|
/// | yes | the paper's | no | reproduced |
/// | yes | the paper's | yes | direction only |
/// | yes | opposite | yes | contradicted |
/// | yes | opposite | no | inconclusive |
/// | no | | yes (adjusted), and our interval excludes half the paper's difference and more | contradicted |
/// | no | | else | inconclusive |
package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case reproduced
    case directionOnly = "direction only"
    case inconclusive
    case contradicted

    /// The rule in words, as the report prints it.
    static func rule(theirs: String, noun: String) -> [String] {
        [
            "Ours counts as distinguishable from zero when Holm's adjusted p of the t-test paired by seed is below 0.05, "
                + "and as distinguishable from \(theirs) when Welch's test of both differences has p below 0.05 (where "
                + "the \(noun) prints no deviation, the t-test of ours against its printed value).",
            "`reproduced`: distinguishable from zero, with \(theirs) sign, and not distinguishable from \(theirs) "
                + "difference.",
            "`direction only`: distinguishable from zero, with \(theirs) sign, but of another size.",
            "`contradicted`: distinguishable from zero with the opposite sign, and from \(theirs); or not "
                + "distinguishable from zero, but from \(theirs) even by Holm's adjusted p, while our 95 % interval "
                + "excludes even half of \(theirs) difference.",
            "`inconclusive`: everything else; the reason says what is missing.",
        ]
    }

    /// A verdict and the sentence that it rests on.
    package struct Finding: Hashable, Sendable {
        package let verdict: Verdict
        /// There is no difference to judge, since neither row has learnt anything.
        let isRefused: Bool
        package let reason: String

        init(verdict: Verdict, isRefused: Bool = false, reason: String) {
            (self.verdict, self.isRefused, self.reason) = (verdict, isRefused, reason)
        }
    }

    /// - Parameter fromPaper: whether ours is distinguishable from the paper's difference.
    /// - Returns: `nil` where there is nothing to judge: no difference of the paper's, or no pair of runs.
    static func finding(
        _ ours: PairedEstimate?, paper: PaperStep?, fromPaper: AdjustedTest?, noun: String = "paper"
    ) -> Finding? {
        guard let ours, let paper, let theirs = paper.difference, let mean = ours.mean else { return nil }
        let note =
            paper.isDistinguishable == false
            ? " The \(noun)'s own \(Points.signed(theirs)) is not distinguishable from zero." : ""
        func finding(_ verdict: Verdict, _ reason: String) -> Finding {
            Finding(verdict: verdict, reason: reason + note)
        }
        let interval: Interval
        switch ours.interval {
        case .success(let found): interval = found
        case .failure(let error): return finding(.inconclusive, "No test: \(error)")
        }
        guard let fromPaper else {
            return finding(.inconclusive, "No test against the \(noun)'s difference.")
        }
        guard ours.isDistinguishable else {
            let half = theirs / 2
            let excludesHalf = theirs > 0 ? interval.upper < half : interval.lower > half
            if fromPaper.isDistinguishableAdjusted, theirs != 0, excludesHalf {
                return finding(
                    .contradicted,
                    "Not distinguishable from zero, and even half of the \(noun)'s is excluded.")
            }
            return finding(.inconclusive, undirected(ours, theirs, noun))
        }
        switch (mean * theirs > 0, fromPaper.isDistinguishable) {
        case (true, false):
            return finding(.reproduced, "Same sign, and the two sizes are not distinguishable.")
        case (true, true): return finding(.directionOnly, "Same sign, another size.")
        case (false, true): return finding(.contradicted, "Opposite sign, beyond the noise of both.")
        case (false, false):
            return finding(.inconclusive, "Opposite sign, but within the noise of the \(noun)'s difference.")
        }
    }

    /// What is missing where ours is not distinguishable from zero.
    private static func undirected(_ ours: PairedEstimate, _ theirs: Double, _ noun: String) -> String {
        guard let detectable = ours.smallestDetectable.value, detectable > abs(theirs) else {
            return "Not distinguishable from zero after correction."
        }
        let seeds = ours.seedsNeeded(for: theirs).map {
            "; one of the \(noun)'s size needs about \(Units.plural($0, "seed"))"
        }
        return "Underpowered: \(Points.size(detectable)) points are detectable\(seeds ?? "")."
    }
}

extension Verdict {
    /// So that colour is not alone in saying it.
    var mark: String {
        switch self {
        case .reproduced: "✓"
        case .directionOnly: "↗"
        case .inconclusive: "?"
        case .contradicted: "✗"
        }
    }
}

/// A p-value, and what Holm's correction over the study makes of it.
package struct AdjustedTest: Hashable, Sendable {
    package let p: Double
    package let adjustedP: Double

    var isDistinguishable: Bool { p < PairedEstimate.significance }
    var isDistinguishableAdjusted: Bool { adjustedP < PairedEstimate.significance }
}

/// Fractions of 1 as points of a per cent.
enum Points {
    static func signed(_ fraction: Double, decimals: Int = 2) -> String {
        let text = String(format: "%+.\(decimals)f", fraction * 100)
        let isZero = text.dropFirst().allSatisfy { "0.".contains($0) }
        return isZero ? String(text.dropFirst()) : text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }

    static func unsigned(_ fraction: Double, decimals: Int = 2) -> String {
        String(format: "%.\(decimals)f", fraction * 100)
    }

    /// Of something above zero, however small.
    static func size(_ fraction: Double) -> String {
        fraction < 0.00005 ? "< 0.01" : unsigned(fraction)
    }

    static func interval(_ interval: Interval) -> String {
        "\(signed(interval.lower)) to \(signed(interval.upper))"
    }

    /// Whether both have one sign, in a word.
    static func signs(_ ours: Double, _ theirs: Double) -> String {
        if ours.isZeroUpToRounding || theirs.isZeroUpToRounding { return "none" }
        return ours * theirs > 0 ? "same" : "opposite"
    }

    /// A p-value in words that claim no digits it has not.
}
