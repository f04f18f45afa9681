import AblateArchitectures
import AblateRuns

/// Numbers that a study is set beside, such as a table of a paper. Accuracies are top-1 as fractions of 1.
public struct Reference: Sendable {
    /// What a table of ours calls it: `Table 10`.
    public let title: String
    /// Id of the roadmap whose rows it has.
    public let roadmap: String
    /// Its number in the publication; `nil` where it has none.
    public let number: Int?
    /// What is said of it beside its numbers.
    public let note: ReferenceNote
    /// The regime that its rows were trained and counted in.
    public let regime: Regime
    /// Ids of the regimes whose rows it is set beside: its own, and those that mimic it.
    public let regimeIDs: Set<String>
    /// One row a step of the roadmap, in print order, under the step's id.
    public let rows: [Row]
    /// Rows of networks that another row has too, trained by another recipe.
    public let recipeRows: [Row]
    /// Rows that are printed for comparison and that no step leads to: those of a roadmap's peers, and of networks that it
    /// does not have.
    public let others: [Row]
    /// The rows whose printed count is not the count of what they name.
    public let misprints: [Misprint]

    /// A reference of that title.
    ///
    /// - Parameters:
    ///   - noun: what sentences call it, as in "the paper's difference".
    ///   - figure: the figure of its own that ours is drawn after.
    ///   - mimics: regimes without numbers of their own whose rows mimic these; their accuracies are then another
    ///     data set's and their counts another size's, and only the differences between rows invite comparison.
    public init(
        _ title: String, of roadmap: String, number: Int? = nil, noun: String = "reference",
        citation: String, caveats: [String] = [], figure: String? = nil, regime: Regime,
        alsoFor mimics: [Regime] = [], rows: [Row], recipeRows: [Row] = [], others: [Row] = [],
        misprints: [Misprint] = []
    ) {
        self.title = title
        self.roadmap = roadmap
        self.number = number
        self.note = ReferenceNote(noun: noun, citation: citation, caveats: caveats, figure: figure)
        self.regime = regime
        self.regimeIDs = Set([regime.id] + mimics.map(\.id))
        self.rows = rows
        self.recipeRows = recipeRows
        self.others = others
        self.misprints = misprints
    }

    /// A row as it is printed.
    public struct Row: Hashable, Sendable {
        /// The step's id.
        public let id: String
        /// As printed.
        public let title: String
        /// A fraction of 1.
        public let top1Mean: Double
        /// Sample standard deviation over the seeds, a fraction of 1; `nil` where none is printed.
        public let top1SD: Double?
        /// The runs behind the mean.
        public let seeds: Int
        /// As printed.
        public let gmacs: RoundedGMACs
        /// In 10⁶, as printed; `nil` where none are.
        public let parametersInMillions: Int?

        /// Takes the figures as they are printed.
        ///
        /// - Parameters:
        ///   - top1: in per cent.
        ///   - sd: in points; `nil` where none is printed.
        ///   - seeds: runs behind the mean.
        ///   - gmacs: multiply–accumulates in 10⁹, to two decimals or as many as `decimals`.
        ///   - decimals: of `gmacs`: 1 or 2.
        ///   - parametersInMillions: learned numbers in 10⁶; `nil` where none are printed.
        public init(
            _ id: String, _ title: String, top1: Double, sd: Double? = nil, seeds: Int, gmacs: Double,
            decimals: Int = 2, parametersInMillions: Int? = nil
        ) {
            self.id = id
            self.title = title
            self.top1Mean = Self.fraction(perCent: top1)
            self.top1SD = sd.map(Self.fraction)
            self.seeds = seeds
            self.gmacs = RoundedGMACs(printed: gmacs, decimals: decimals)
            self.parametersInMillions = parametersInMillions
        }

        /// Dividing whole hundredths gives the `Double` nearest to the printed decimal: 0.7882, not
        /// 0.7881999999999999.
        private static func fraction(perCent: Double) -> Double { (perCent * 100).rounded() / 10_000 }
    }

    /// A printed count known to be wrong, and the count that replaces it.
    public struct Misprint: Hashable, Sendable {
        /// The row's id.
        public let stepID: String
        /// What is counted.
        public let counted: RoundedGMACs
        /// Why it is taken for a misprint: one sentence without a full stop.
        public let reason: String

        /// A misprint of the row `stepID`.
        public init(_ stepID: String, counted: RoundedGMACs, reason: String) {
            self.stepID = stepID
            self.counted = counted
            self.reason = reason
        }
    }

    /// The row of that id; `nil` where it is not printed.
    package func row(_ id: String) -> Row? { rows.first { $0.id == id } }

    /// What is printed for a step; `nil` where nothing is.
    package func result(for stepID: String) -> ReferenceResult? {
        guard let row = row(stepID) ?? (recipeRows + others).first(where: { $0.id == stepID }) else {
            return nil
        }
        return ReferenceResult(
            regime: regime.id, top1Mean: row.top1Mean, top1SD: row.top1SD, seeds: row.seeds,
            gmacs: row.gmacs.value)
    }
}

extension Collection<Reference> {
    /// The one that a regime's rows are set beside; `nil` where none is.
    package func of(_ regime: Regime) -> Reference? { first { $0.regimeIDs.contains(regime.id) } }

    /// What is printed for a step in a regime; `nil` where nothing is.
    package func result(for stepID: String, in regime: Regime) -> ReferenceResult? {
        of(regime)?.result(for: stepID)
    }
}
