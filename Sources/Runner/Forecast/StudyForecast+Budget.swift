extension StudyForecast {
    /// What of the study is done after a time: whole seeds first, since only they compare all rows.
    package struct BudgetFit: Hashable, Sendable {
        package let budgetSeconds: Double
        /// Seeds whose every row is done by then, in the order of the study.
        package let wholeSeeds: [Int]
        /// When the last of them is done; 0 when they are done already.
        package let wholeSeconds: Double
        /// The next seed, and how many of its rows are done by then.
        package let partial: Partial?
        /// Seeds beyond the declared ones that would fit too.
        package let furtherSeeds: Int

        package struct Partial: Hashable, Sendable {
            package let seed: Int
            package let doneSteps: Int
            package let steps: Int
        }
    }

    /// - Returns: `nil` where nothing is known of a row's seconds.
    package func fit(budgetSeconds: Double) -> BudgetFit? {
        guard let endings else { return nil }
        let late = endings.filter { $0.seconds > budgetSeconds }
        var wholeSeeds: [Int] = []
        var wholeSeconds = 0.0
        var partial: BudgetFit.Partial?
        for seed in manifest.seeds {
            let lateOfSeed = late.count { $0.run.planned.seed == seed }
            let total = runs.count { $0.planned.seed == seed }
            guard lateOfSeed == 0 else {
                partial = .init(seed: seed, doneSteps: total - lateOfSeed, steps: total)
                break
            }
            wholeSeeds.append(seed)
            let ends = endings.filter { $0.run.planned.seed == seed }.map(\.seconds)
            wholeSeconds = max(wholeSeconds, ends.max() ?? 0)
        }
        return BudgetFit(
            budgetSeconds: budgetSeconds, wholeSeeds: wholeSeeds, wholeSeconds: wholeSeconds,
            partial: partial, furtherSeeds: partial == nil ? furtherSeeds(budgetSeconds - wholeSeconds) : 0)
    }

    /// Of rows that take what the first seed's take.
    private func furtherSeeds(_ seconds: Double) -> Int {
        let estimates = runs.filter { $0.planned.seed == manifest.seeds.first }.map { $0.estimate?.seconds }
        guard !estimates.contains(nil) else { return 0 }
        let perSeed = estimates.compactMap(\.self).reduce(0, +) / Double(jobs)
        guard perSeed > 0 else { return 0 }
        // A study has at most this many seeds.
        return Int(min(seconds / perSeed, Double(SeedList.most)))
    }
}

/// A time budget as people write it: `2h`, `90m`, `1h30m`, `3600s`.
package enum BudgetText {
    /// Whole numbers each followed by h, m or s, in this order, without spaces.
    ///
    /// - Returns: seconds above zero; `nil` for anything else.
    package static func seconds(_ text: String) -> Double? {
        var rest = Substring(text)
        var total = 0
        for (unit, size) in [("h", 3600), ("m", 60), ("s", 1)] as [(Character, Int)] {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, rest.dropFirst(digits.count).first == unit else { continue }
            // A year is more than any budget.
            guard let count = Int(digits), count <= 366 * 86_400 else { return nil }
            total += count * size
            rest = rest.dropFirst(digits.count + 1)
        }
        return rest.isEmpty && total > 0 ? Double(total) : nil
    }
}
