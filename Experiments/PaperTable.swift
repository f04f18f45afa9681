import Architectures
import Runner

/// A table of results as a paper prints it. Accuracies are ImageNet top-1 as fractions of 1.
public struct PaperTable: Sendable {
    /// Its number in the paper.
    public let number: Int
    /// The regime that its rows were trained and counted in.
    public let regime: Regime
    /// One row a step of the roadmap, in print order, under the step's id.
    public let rows: [Row]
    /// Rows that the table prints for comparison and that no step leads to.
    public let references: [Row]
    /// The rows whose printed count is not the count of what they name.
    public let misprints: [Misprint]

    public struct Row: Hashable, Sendable {
        public let id: String
        /// As printed.
        public let title: String
        /// A fraction of 1.
        public let top1Mean: Double
        /// Sample standard deviation over the seeds, a fraction of 1; `nil` where none is printed.
        public let top1SD: Double?
        public let gmacs: RoundedGMACs

        /// The runs behind the mean: the paper trains three seeds where it prints a deviation, else one.
        public var seeds: Int { top1SD == nil ? 1 : 3 }

        /// Takes the figures as they are printed: `top1` and `sd` in per cent, `gmacs` in 10⁹ to two decimals.
        init(_ id: String, _ title: String, top1: Double, sd: Double? = nil, gmacs: Double) {
            self.id = id
            self.title = title
            self.top1Mean = Self.fraction(perCent: top1)
            self.top1SD = sd.map(Self.fraction)
            self.gmacs = RoundedGMACs(printed: gmacs)
        }

        /// Dividing whole hundredths gives the `Double` nearest to the printed decimal: 0.7882, not
        /// 0.7881999999999999.
        private static func fraction(perCent: Double) -> Double { (perCent * 100).rounded() / 10_000 }
    }

    /// A printed count known to be wrong, and the count that replaces it.
    public struct Misprint: Hashable, Sendable {
        public let stepID: String
        public let counted: RoundedGMACs
        /// Why it is taken for a misprint: one sentence.
        public let reason: String
    }

    public func row(_ id: String) -> Row? { rows.first { $0.id == id } }

    /// The row of that id where it is one of ours with a recipe of its own.
    func recipeRow(_ id: String) -> Row? {
        references.first { $0.id == id && id == RecipeRow.originalRecipe.id }
    }

    /// The table whose rows a regime walks, by the regime's id. The small regime has no table of its own: it
    /// mimics the rows of Table 10, so that is what it is set beside. Its accuracies are then another
    /// data set's, and its GMACs another size's; only the differences between rows invite comparison.
    ///
    /// - Returns: `nil` for a regime that the paper does not know.
    public static func of(_ regime: Regime) -> PaperTable? {
        switch regime.id {
        case Regime.resNet50.id, Regime.small.id: table10
        case Regime.resNet200.id: table11
        default: nil
        }
    }

    /// What the paper prints for a step of the roadmap, or `nil` where it prints nothing.
    public static func result(for stepID: String, in regime: Regime) -> PaperResult? {
        guard let table = of(regime),
            let row = table.row(stepID) ?? table.recipeRow(stepID)
        else { return nil }
        return PaperResult(
            regime: table.regime.id, top1Mean: row.top1Mean, top1SD: row.top1SD, seeds: row.seeds,
            gmacs: row.gmacs.value)
    }
}

/// Billions of multiply–accumulates to two decimals, as the paper prints them; kept as whole hundredths, so
/// that rounding and comparing are exact.
public struct RoundedGMACs: Hashable, Sendable, CustomStringConvertible {
    /// In units of 10⁷ MACs.
    public let hundredths: Int

    /// Rounds half up.
    public init(macs: Int) {
        hundredths = (macs + 5_000_000) / 10_000_000
    }

    /// A figure that has two decimals already.
    init(printed: Double) {
        hundredths = Int((printed * 100).rounded())
    }

    /// In 10⁹ MACs.
    public var value: Double { Double(hundredths) / 100 }

    public var description: String {
        let decimals = hundredths % 100
        return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals)"
    }
}
