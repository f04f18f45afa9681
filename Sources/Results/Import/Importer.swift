import AblateArchitectures
import AblateRunner
import AblateRuns
import Foundation
import GRDB

/// Turns manifests and attempts into rows, inside a transaction of the caller's.
///
/// The rows depend on what was imported, not on the order or the number of times: a run is taken from its
/// lowest-numbered attempt that has a result, or else from its latest attempt.
struct Importer {
    let db: Database

    /// Adds a study, or replaces its declaration.
    func register(_ manifest: StudyManifest) throws {
        try takeOverFormerNames(of: manifest)
        let text = CanonicalJSON.text(manifest)
        let stored = try String.fetchOne(
            db, sql: "SELECT manifest FROM study WHERE name = ?", arguments: [manifest.name])
        if stored == text { return }

        let trainingProtocol = TrainingProtocol(
            data: manifest.data, recipe: manifest.recipe, semantics: manifest.semantics)
        let study = try Int64.fetchOne(
            db,
            sql: """
                INSERT INTO study (name, title, regime, roadmap, protocol, protocol_sha256, seeds, manifest)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET title = excluded.title, regime = excluded.regime,
                    roadmap = excluded.roadmap, protocol = excluded.protocol,
                    protocol_sha256 = excluded.protocol_sha256, seeds = excluded.seeds,
                    manifest = excluded.manifest
                RETURNING id
                """,
            arguments: [
                manifest.name, manifest.title, manifest.regime, manifest.roadmap,
                trainingProtocol.canonicalJSON, trainingProtocol.sha256, CanonicalJSON.text(manifest.seeds),
                text,
            ])
        try db.execute(sql: "DELETE FROM study_seed WHERE study_id = ?", arguments: [study])
        for seed in Set(manifest.seeds).sorted() {
            try db.execute(
                sql: "INSERT INTO study_seed (study_id, seed) VALUES (?, ?)", arguments: [study, seed])
        }
        try db.execute(sql: "DELETE FROM step WHERE study_id = ?", arguments: [study])
        for step in manifest.steps {
            let variant: Int64
            do {
                variant = try variantID(
                    step.architecture, input: manifest.data.input, classes: manifest.data.classes)
            } catch let error as ArchitectureError {
                throw ResultsError.meaninglessStep(
                    study: manifest.name, step: step.id, detail: error.description)
            }
            let ownProtocol = manifest.trainingProtocol(of: step)
            if let paper = step.paper { try store(paper, step: step.id) }
            try db.execute(
                sql: """
                    INSERT INTO step
                        (study_id, position, id, title, branch, peer, designed, predecessor, variant_id, paper_regime,
                            protocol, protocol_sha256, n_seeds)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    study, step.position, step.id, step.title, step.isBranch, step.isPeer, step.isDesigned,
                    step.predecessor, variant,
                    step.paper?.regime, step.recipe == nil ? nil : ownProtocol.canonicalJSON,
                    ownProtocol.sha256, step.seedCount,
                ])
        }
        try storeSubsets(of: manifest, study: study)
        try refreshReferences(ofStudy: manifest.name)
        try refreshSummaries(ofStudy: manifest.name)
    }

    /// What is on in each row, where designs ask.
    private func storeSubsets(of manifest: StudyManifest, study: Int64?) throws {
        for space in manifest.designSpaces {
            for row in space.rows {
                try db.execute(
                    sql: """
                        INSERT INTO subset (study_id, space, step_id, players, n_players) VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        study, space.name, row.step,
                        CanonicalJSON.text(row.on.map { space.players[$0].id }), row.on.count,
                    ])
            }
        }
    }

    /// A study that was renamed stays the row that it was, also where the renaming was cut off before it came here.
    private func takeOverFormerNames(of manifest: StudyManifest) throws {
        func stored(_ name: String) throws -> String? {
            try String.fetchOne(db, sql: "SELECT manifest FROM study WHERE name = ?", arguments: [name])
        }
        for name in (manifest.formerNames ?? []).reversed() {
            guard let text = try stored(name),
                let former = try? JSONDecoder().decode(StudyManifest.self, from: Data(text.utf8)),
                // Else the name is another study's by now.
                manifest.declaresTheSame(as: former)
            else { continue }
            if try stored(manifest.name) == nil {
                try db.execute(
                    sql: "UPDATE study SET name = ? WHERE name = ?", arguments: [manifest.name, name])
            } else {
                try db.execute(sql: "DELETE FROM study WHERE name = ?", arguments: [name])
            }
        }
    }

    private func store(_ paper: ReferenceResult, step: String) throws {
        try db.execute(
            sql: """
                INSERT INTO paper_result (regime, step_id, top1_mean, top1_sd, seeds, gmacs)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (regime, step_id) DO UPDATE SET top1_mean = excluded.top1_mean,
                    top1_sd = excluded.top1_sd, seeds = excluded.seeds, gmacs = excluded.gmacs
                """,
            arguments: [paper.regime, step, paper.top1Mean, paper.top1SD, paper.seeds, paper.gmacs])
    }

    /// The row of an architecture at an input, made with its layers where it is missing.
    ///
    /// - Throws: `ArchitectureError` when it means nothing there.
    func variantID(_ architecture: AnyArchitecture, input: Shape, classes: Int) throws -> Int64 {
        let text = CanonicalJSON.text(architecture)
        let key: StatementArguments = [text, input.height, input.channels, classes]
        let stored = try Int64.fetchOne(
            db,
            sql: """
                SELECT id FROM variant
                WHERE architecture = ? AND input_side = ? AND input_channels = ? AND classes = ?
                """,
            arguments: key)
        if let stored { return stored }

        let network = try Network(architecture, input: input, classes: classes)
        try db.execute(
            sql: """
                INSERT INTO variant (architecture, input_side, input_channels, classes, macs, parameters)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: key + [network.macs, network.parameterCount])
        let id = db.lastInsertedRowID
        for (position, layer) in network.layers.enumerated() {
            try db.execute(
                sql: """
                    INSERT INTO layer (variant_id, position, name, kind, input, output, parameters, macs)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, position, layer.name, layer.kind, layer.input.description, layer.output.description,
                    layer.parameterCount, layer.macs,
                ])
        }
        return id
    }
}
