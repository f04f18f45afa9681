import Architectures
import ArgumentParser
import Experiments

/// `--regime`, by id; case and hyphens do not matter.
struct RegimeOption: ParsableArguments {
    @Option(
        name: .customLong("regime"),
        help: "The scale of the roadmap: \(Regime.all.map(\.id).joined(separator: ", ")).",
        completion: Completion.regimes)
    var name: String = Regime.small.id

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func regime() throws -> Regime { try Self.regime(named: name) }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    static func regime(named name: String) throws -> Regime {
        let folded = NearestNames.folded(name)
        if let regime = Regime.all.first(where: { NearestNames.folded($0.id) == folded }) { return regime }
        let ids = Regime.all.map(\.id)
        throw ExitCode.usage(
            "There is no regime '\(name)' among \(ids.quoted(joinedBy: "and"))"
                + NearestNames.ending(name, among: ids))
    }
}
