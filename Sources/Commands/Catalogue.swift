import AblateArchitectures
import AblateDatasets
import AblateRoadmaps
import AblateRunner
import AblateRuns
import AblateWords

/// What a program knows by name: its studies, and what they are made of and set beside.
public struct Catalogue: Sendable {
    /// What `run` and `plan` take by name; the first is what `list` and `show` speak of unless another is named.
    public var studies: [Study]
    /// What `--recipe` takes by name.
    public var recipes: [NamedRecipe]
    /// What `--regime` takes by name.
    public var regimes: [Regime]
    /// Numbers that studies are set beside.
    public var references: [Reference]

    /// Data sets of formats of its own, which `--dataset` takes beside those that come with Ablate.
    public var dataFormats: [any DataFormat]

    /// A catalogue of studies.
    ///
    /// - Precondition: there is a study, and no two have one name; nor do two data sets.
    /// - Parameters:
    ///   - references: none when left out; a study without one is set beside nothing.
    ///   - recipes: the built-in ones when left out.
    ///   - regimes: those of the studies when left out.
    ///   - dataFormats: none when left out.
    public init(
        studies: [Study], references: [Reference] = [], recipes: [NamedRecipe] = NamedRecipe.builtIn,
        regimes: [Regime] = [], dataFormats: [any DataFormat] = []
    ) {
        precondition(!studies.isEmpty, "A catalogue needs a study.")
        let names = studies.map { NearestNames.folded($0.name) }
        precondition(Set(names).count == names.count, "Two studies of a catalogue have one name: \(names).")
        self.studies = studies
        self.recipes = recipes
        self.regimes = regimes
        for study in studies where !self.regimes.contains(where: { $0.id == study.regime.id }) {
            self.regimes.append(study.regime)
        }
        self.references = references
        self.dataFormats = dataFormats
        let formats = (DataFormats.builtIn + dataFormats).map(\.name)
        precondition(Set(formats).count == formats.count, "Two data sets have one name: \(formats).")
    }
}

extension Catalogue {
    /// Of the program that runs; set once, before the first command is parsed.
    package nonisolated(unsafe) static var current: Catalogue! = nil

    /// The study that a name means, whatever its case and hyphens; `nil` where it means none.
    func study(named name: String) -> Study? {
        let folded = NearestNames.folded(name)
        return studies.first { NearestNames.folded($0.name) == folded }
    }

    /// Families of all rows.
    var families: [any Architecture.Type] { studies.flatMap(\.roadmap.families) }

    /// `quick or roadmap`
    var studyNames: String { Units.list(studies.map(\.name), "or") }

    /// The references that have the rows of a study's roadmap.
    func references(of study: Study) -> [Reference] {
        references.filter { $0.roadmap == study.roadmap.id }
    }

    /// The reference that a study's rows are set beside at its scale; `nil` where there is none.
    func reference(of study: Study) -> Reference? { references(of: study).of(study.regime) }

    /// What is printed for a row of a study; `nil` where nothing is.
    func result(for stepID: String, of study: Study) -> ReferenceResult? {
        reference(of: study)?.result(for: stepID)
    }

    /// What is said of a recorded study's reference that its manifest, of before that was kept, does not tell.
    func note(on manifest: StudyManifest) -> ReferenceNote? {
        let regime = manifest.steps.lazy.compactMap(\.paper?.regime).first
        return references.first { $0.roadmap == manifest.roadmap && $0.regime.id == regime }?.note
    }
}
