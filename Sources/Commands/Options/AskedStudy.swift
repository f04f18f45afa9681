import AblateRoadmaps
import AblateRunner
import AblateWords
import ArgumentParser

/// The study that a command's flags mean.
enum AskedStudy {
    /// By what it is: a preset and what is changed of it.
    case declared(Study, steps: [String]?)
    /// By its name: as the results folder keeps it, with the rows and seeds that are asked for.
    case recorded(StudyManifest)

    /// Whether the user says what it is called.
    var isNameGiven: Bool {
        switch self {
        case .declared(let study, _): study.label != nil
        case .recorded: true
        }
    }

    /// - Throws: an exit status after one sentence on standard error.
    init(_ options: StudyOptions, _ recipe: RecipeOptions, in folder: ResultsFolder) throws {
        let label = try options.checkedName()
        let preset = options.study.flatMap { Catalogue.current.study(named: $0) }
        if let preset {
            var study = try options.resolved(preset, recipe)
            study.label = label
            self = .declared(study, steps: try options.steps(of: study))
            return
        }
        if let label, let study = options.study, label != StudyName.normalised(study) {
            throw ExitCode.usage(
                "'\(study)' is no preset (\(Catalogue.current.studyNames)), and --name gives another study, '\(label)'; name "
                    + "one of them.")
        }
        guard let name = label ?? options.study else {
            throw ExitCode.usage(
                "Name a study: \(Catalogue.current.studyNames), or one that `\(Program.name) studies` lists.")
        }
        self = .recorded(try Self.manifest(name, options, recipe, in: folder))
    }

    /// The study that the folder keeps under a name, with the rows and seeds that are asked for.
    private static func manifest(
        _ name: String, _ options: StudyOptions, _ recipe: RecipeOptions, in folder: ResultsFolder
    ) throws -> StudyManifest {
        var manifest: StudyManifest
        do {
            manifest = try folder.study(named: name)
        } catch RunnerError.unknownStudy(_, _, let known) {
            let nearest = NearestNames.ending(name, among: Catalogue.current.studies.map(\.name) + known)
            let presets = Catalogue.current.studies.map(\.name).quoted(joinedBy: "and")
            throw ExitCode.usage(
                "There is no study '\(name)'"
                    + (nearest == "."
                        ? "; \(presets) come with Ablate, and '\(Program.name) studies' lists those recorded."
                        : nearest))
        } catch {
            throw ExitCode.failure(error)
        }
        if let flag = options.declaringFlags.first ?? recipe.flags.first {
            throw ExitCode.usage(
                "'\(manifest.name)' is a recorded study, which declares what \(flag) changes; leave the flag out, or "
                    + "declare another study by its preset, \(Catalogue.current.studyNames).")
        }
        if let seeds = try options.checkedSeeds() { manifest.seeds = seeds }
        if let designs = try options.checkedDesigns() { try manifest.keep(designs) }
        if let steps = try options.steps(of: manifest) {
            manifest.steps = manifest.steps.filter { steps.contains($0.id) }
        }
        return manifest
    }
}

extension StudyManifest {
    /// Leaves the rows of these designs.
    ///
    /// - Throws: an exit status of 64 after one sentence, where the study does not have one of them.
    fileprivate mutating func keep(_ asked: [Design]) throws {
        var rows: Set<String> = []
        for design in asked {
            if design == .cumulative {
                rows.formUnion(steps.filter { !$0.isDesigned }.map(\.id))
                continue
            }
            guard let record = designs?.first(where: { $0.text == design.description }) else {
                throw ExitCode.usage(
                    "The study '\(name)' was never asked '\(design)'; it has \(Units.list(designTexts)). Declare it by its "
                        + "preset, \(Catalogue.current.studyNames), to ask more.")
            }
            rows.formUnion(record.rows.map(\.step))
        }
        steps = steps.filter { rows.contains($0.id) }
        designs = designs?.filter { record in asked.contains { $0.description == record.text } }
    }

    private var designTexts: [String] {
        let texts = (designs ?? []).map { "'\($0.text)'" }
        return texts.isEmpty ? ["no design but its roadmap's rows"] : texts
    }
}
