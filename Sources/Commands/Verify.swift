import AblateReports
import AblateRoadmaps
import AblateTables
import AblateWords
import ArgumentParser

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Counts every row that a reference prints, and compares.",
        discussion: """
            Counts are multiply–accumulates of convolutions, linear layers and attention for one image of the reference's \
            regime, rounded to the decimals that it prints, and parameters where it prints them. Known misprints are named, each with its reason; any other \
            difference, also from what a misprint stands for, ends with exit status 1.

            EXAMPLES
              \(Program.name) verify
              \(Program.name) verify --format markdown
              \(Program.name) verify --format json | jq '.[] | select(.verdict != "equal")'
            """)

    @OptionGroup var output: FormatOption

    func run() throws {
        let catalogue = Catalogue.current!
        let comparisons = try catalogue.references.flatMap { reference in
            let study = catalogue.studies.first { $0.roadmap.id == reference.roadmap }
            return try study.map { try reference.comparisons(with: $0.rows(reference.regime)) } ?? []
        }
        if comparisons.isEmpty { throw ExitCode.usage("There is no reference to verify the counts of.") }
        print(output.text(of: Self.table(of: comparisons)))
        if output.format.isForPeople { print("\n" + output.format.sentences(Self.summary(of: comparisons))) }
        if comparisons.contains(where: \.isDifferent) { throw ExitCode(1) }
    }

    private static func table(of comparisons: [CountComparison]) -> Table {
        let nouns = Set(Catalogue.current.references.map(\.note.noun))
        let noun = nouns.count == 1 ? nouns.first ?? "" : "printed"
        var table = Table(columns: [
            .init("table", for: .people), .init("table", for: .programs),
            .init("reference", for: .programs), .init("regime", for: .programs), .init("id"),
            .init("title", for: .programs),
            .init("macs", "MACs"), .init("gmacs", "GMACs"), .init("paper_gmacs", "\(noun) GMACs"),
            .init("difference_gmacs", "difference"), .init("parameters"),
            .init("paper_parameters_millions", "\(noun) params"), .init("verdict"),
            .init("reason", for: .programs),
        ])
        for comparison in comparisons {
            table.append([
                .text(comparison.reference.trimmingPrefix("Table ").description),
                .integer(comparison.table), .text(comparison.reference),
                .text(comparison.regime), .text(comparison.stepID),
                .text(comparison.title), .integer(comparison.macs),
                .real(comparison.rounded?.value, decimals: comparison.printed.decimals),
                .real(comparison.printed.value, decimals: comparison.printed.decimals),
                .real(comparison.difference, decimals: comparison.printed.decimals),
                .integer(comparison.parameters),
                comparison.printedParametersInMillions.map { .written(Double($0), "\($0) M") } ?? .missing,
                .text(comparison.verdict.word),
                .text(comparison.verdict.reason),
            ])
        }
        return table
    }

    /// A sentence for each row that is not equal, and how many rows there are of each kind.
    private static func summary(of comparisons: [CountComparison]) -> String {
        let remarks = comparisons.compactMap { comparison in
            comparison.verdict.reason.map {
                "\(comparison.reference), \(comparison.stepID): \(comparison.verdict.word): \($0)."
            }
        }
        let different = comparisons.count(where: \.isDifferent)
        let equal = comparisons.count { $0.verdict == .equal }
        let misprints = comparisons.count(where: \.isKnownMisprint)
        let uncounted = comparisons.count { $0.verdict == .notCounted }
        return
            (remarks + [
                "\(comparisons.count) rows: \(equal) equal, \(Units.plural(misprints, "known misprint")), \(different) different"
                    + (uncounted == 0 ? "." : ", \(uncounted) of networks that are not built here.")
            ]).joined(separator: "\n\n")
    }
}

extension CountComparison.Verdict {
    fileprivate var word: String {
        switch self {
        case .equal: "equal"
        case .knownMisprint: "known misprint"
        case .notCounted: "not built here"
        case .differs: "DIFFERS"
        }
    }

    fileprivate var reason: String? {
        switch self {
        case .equal, .notCounted: nil
        case .knownMisprint(let reason): reason
        case .differs(let explanation): explanation
        }
    }
}
