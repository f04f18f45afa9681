import AblateRuns
import AblateWords
import Foundation

/// Which runs a results folder has, in folders or in its database alone, and which studies ask for them: what a
/// command that keeps house must know before it touches anything.
///
/// Runs go by their key, the first 16 digits of the identity's SHA-256, which names their folder.
package struct RunCatalogue: Sendable {
    /// A study that asks for a run, and as what.
    package struct Asking: Hashable, Sendable {
        package let study: String
        package let step: String
        package let seed: Int
    }

    /// What the database tells, which may know of runs and studies that the folder has lost.
    package struct Recorded: Sendable {
        package let manifests: [StudyManifest]
        /// SHA-256 of each run's identity.
        package let runs: [String]

        package init(manifests: [StudyManifest] = [], runs: [String] = []) {
            self.manifests = manifests
            self.runs = runs
        }
    }

    /// By name: the folder's, and those that the database alone has.
    package let studies: [StudyManifest]
    /// Keys of runs that have a folder or a row in the database.
    package let keys: Set<String>
    /// Manifests that cannot be read, so that nobody knows what they ask for.
    package let unreadable: [RunnerError]
    /// For each key, whoever asks for it; also runs that have not begun.
    package let asking: [String: [Asking]]

    package init(_ folder: ResultsFolder, recorded: Recorded) {
        let reading = folder.manifests()
        let known = Set(reading.values.map(\.name))
        studies = (reading.values + recorded.manifests.filter { !known.contains($0.name) })
            .sorted { $0.name < $1.name }
        unreadable = reading.problems
        keys = Set(folder.runKeys + recorded.runs.map { String($0.prefix(16)) })
        var asking: [String: [Asking]] = [:]
        for study in studies {
            for (step, seed, identity) in study.identities {
                asking[identity.key, default: []].append(
                    Asking(study: study.name, step: step.id, seed: seed))
            }
        }
        self.asking = asking
    }

    // MARK: Names

    /// What a user names: a study, a step of it with the runs of its seeds, or one run.
    package enum Subject: Hashable, Sendable {
        case study(String)
        /// Those runs of it that there are; never none.
        case step(String, study: String, keys: [String])
        case run(String)

        package var keys: [String] {
            switch self {
            case .study: []
            case .step(_, _, let keys): keys
            case .run(let key): [key]
            }
        }
    }

    /// Finds a study by its name, the runs of a step by `STUDY/STEP` (or `STEP`, where one study has it), a run by the
    /// first digits of its SHA-256, at least four.
    ///
    /// - Parameter seed: of a step's runs; `nil` for all that there are.
    /// - Throws: ``HousekeepingError``.
    package func subject(_ name: String, seed: Int? = nil) throws(HousekeepingError) -> Subject {
        if studies.contains(where: { $0.name == name }) { return .study(name) }
        if let slash = name.lastIndex(of: "/") {
            let owner = String(name[..<slash])
            guard let study = studies.first(where: { $0.name == owner }) else {
                throw .unknownStudy(
                    owner, nearest: NearestNames.of(owner, among: studies.map(\.name), atMost: 2))
            }
            return try step(String(name[name.index(after: slash)...]), of: study, seed: seed)
        }
        let owners = studies.filter { study in study.steps.contains { $0.id == name } }
        if owners.count > 1 { throw .ambiguousStep(name, studies: owners.map(\.name)) }
        if let owner = owners.first { return try step(name, of: owner, seed: seed) }
        let digits = name.lowercased()
        if digits.count >= 4, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            let found = keys.filter { $0.hasPrefix(digits.prefix(16)) }.sorted()
            if found.count > 1 { throw .ambiguousRun(name, matches: found.count) }
            if let key = found.first { return .run(key) }
        }
        let known = studies.map(\.name) + Set(studies.flatMap { $0.steps.map(\.id) }).sorted()
        throw .unknown(name, nearest: NearestNames.of(name, among: known, atMost: 2))
    }

    /// Finds one run, by the digits of its SHA-256 or as a step's of one seed.
    ///
    /// - Returns: its key.
    /// - Throws: ``HousekeepingError``.
    package func run(_ name: String, seed: Int? = nil) throws(HousekeepingError) -> String {
        switch try subject(name, seed: seed) {
        case .study(let study): throw .notARun(study)
        case .run(let key): return key
        case .step(let step, let study, let keys):
            if keys.count == 1 { return keys[0] }
            let seeds = keys.compactMap { key in
                asking[key]?.first { $0.study == study && $0.step == step }?.seed
            }
            throw .severalRuns(step: step, study: study, seeds: seeds)
        }
    }

    private func step(
        _ id: String, of study: StudyManifest, seed: Int?
    ) throws(HousekeepingError) -> Subject {
        guard study.steps.contains(where: { $0.id == id }) else {
            throw .unknownStep(
                id, study: study.name, nearest: NearestNames.of(id, among: study.steps.map(\.id), atMost: 2))
        }
        let runs = study.identities.filter { $0.step.id == id && keys.contains($0.identity.key) }
        let chosen = runs.filter { seed == nil || $0.seed == seed }
        if chosen.isEmpty {
            throw .noRun(step: id, study: study.name, seed: seed, known: runs.map(\.seed))
        }
        return .step(id, study: study.name, keys: chosen.map(\.identity.key))
    }
}

extension StudyManifest {
    /// Every run that the study asks for, in the order of steps and seeds.
    var identities: [(step: StepRecord, seed: Int, identity: RunIdentity)] {
        steps.flatMap { step in seeds.map { (step, $0, identity(of: step, seed: $0)) } }
    }
}

extension RunIdentity {
    /// The first 16 digits of the SHA-256, which name the run's folder.
    var key: String { String(sha256.prefix(16)) }
}

extension ResultsFolder {
    /// Names of the folders in `runs/`.
    var runKeys: [String] { Self.names(in: runs) }

    /// The folder of the run of that key.
    func runFolder(_ key: String) -> URL { runs.appendingPathComponent(key, isDirectory: true) }
}
