import AblateResults
import AblateRunner

/// What the database holds of one study: all that a report is computed from. Accuracies are fractions of 1.
struct ReportRecords: Sendable {
    let manifest: StudyManifest
    /// In the order of the roadmap; their means are the database's.
    let steps: [StepRow]
    /// By the step's position, ascending by seed.
    let runs: [Int: [RunRecord]]
    /// By position, seed and number.
    let attempts: [RecordedAttempt]
    /// What the study's designs estimate.
    var effects: [EffectRow] = []
    var dependence: [OrderDependenceRow] = []
    var interactions: [InteractionRow] = []
    var subsets: [SubsetRow] = []
}
