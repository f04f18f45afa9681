import AblateArchitectures
import AblateRunner
import AblateWords
import ArgumentParser

/// Which rows are meant: those of a study's roadmap, at a scale.
struct RoadmapOptions: ParsableArguments {
    @Option(
        name: .customLong("study"),
        help: "The study whose rows are meant: \(Catalogue.current.studyNames).",
        completion: .list(Catalogue.current.studies.map(\.name)))
    var studyName: String = Catalogue.current.studies[0].name

    @OptionGroup var regimeOption: RegimeOption

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func study() throws -> Study {
        if let study = Catalogue.current.study(named: studyName) { return study }
        let names = Catalogue.current.studies.map(\.name)
        throw ExitCode.usage(
            "There is no study '\(studyName)' among \(names.quoted(joinedBy: "and"))"
                + NearestNames.ending(studyName, among: names))
    }

    /// The study at the scale that is meant.
    ///
    /// - Throws: an exit status of 64 after one sentence on standard error.
    func resolved() throws -> Study {
        var study = try study()
        study.regime = try regimeOption.name.map { try RegimeOption.regime(named: $0) } ?? study.regime
        return study
    }

    /// The same choices as words of a command line.
    var arguments: [String] {
        ["--study", studyName] + (regimeOption.name.map { ["--regime", $0] } ?? [])
    }
}

/// `--regime`, by id; case and hyphens do not matter.
struct RegimeOption: ParsableArguments {
    @Option(
        name: .customLong("regime"),
        help:
            "The scale of the roadmap: \(Catalogue.current.regimes.map(\.id).joined(separator: ", ")). (default: the study's)",
        completion: Completion.regimes)
    var name: String?

    /// - Throws: an exit status of 64 after one sentence on standard error.
    static func regime(named name: String) throws -> Regime {
        let folded = NearestNames.folded(name)
        let regimes = Catalogue.current.regimes
        if let regime = regimes.first(where: { NearestNames.folded($0.id) == folded }) { return regime }
        let ids = regimes.map(\.id)
        throw ExitCode.usage(
            "There is no regime '\(name)' among \(ids.quoted(joinedBy: "and"))"
                + NearestNames.ending(name, among: ids))
    }
}
