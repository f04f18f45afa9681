import AblateResults
import AblateRunner
import AblateWords
import Foundation

/// Finds what a user names in a results database, and reads what a comparison needs of it.
package struct ComparisonReader {
    private let reader: ResultsReader
    private let studies: [String]
    /// `study` and `step` of every row.
    private let steps: [(study: String, step: String)]

    /// What a name stands for.
    package enum Subject: Hashable, Sendable {
        case study(String)
        case step(String, study: String)
        /// SHA-256 of the identity.
        case run(String)

        var kind: String {
            switch self {
            case .study(let name): "The study '\(name)'"
            case .step(let step, _): "The step '\(step)'"
            case .run(let sha256): "The run \(sha256.prefix(16))"
            }
        }
    }

    /// - Throws: `ResultsError` when there is no database or it cannot be read.
    package init(folder: URL) throws {
        reader = try ResultsReader(folder: folder)
        studies = try reader.studyNames()
        steps = try reader.stepIDs()
    }

    // MARK: Names

    /// What two names stand for: studies, steps (`STUDY/STEP`, or `STEP` where the study is clear) or runs.
    ///
    /// - Parameter study: where steps are looked for; `nil` for the only study that has both.
    /// - Throws: ``ComparisonError``.
    package func subjects(
        _ first: String, _ second: String, study: String?
    ) throws -> (Subject, Subject) {
        if let study { try requireStudy(study) }
        let candidates = try [first, second].map { try self.candidates($0, study: study) }
        // A step of several studies is that of the study which has the other step too.
        let common = Set(candidates[0].compactMap(\.study)).intersection(candidates[1].compactMap(\.study))
        let chosen = try zip([first, second], candidates).map { name, candidates in
            if candidates.count == 1 { return candidates[0] }
            let narrowed = candidates.filter { $0.study.map(common.contains) ?? false }
            guard narrowed.count == 1 else {
                throw ComparisonError.ambiguousStep(name, studies: candidates.compactMap(\.study))
            }
            return narrowed[0]
        }
        if chosen[0] == chosen[1] { throw ComparisonError.sameOnBothSides(chosen[0].sameName) }
        switch (chosen[0], chosen[1]) {
        case (.study, .study), (.step, .step), (.run, .run): return (chosen[0], chosen[1])
        default: throw ComparisonError.differentKinds(chosen[0].kind, chosen[1].kind.lowercasedFirst)
        }
    }

    /// At least one; several only for a step of several studies.
    private func candidates(_ name: String, study: String?) throws -> [Subject] {
        // Without --study, a study's own name comes first.
        if study == nil, studies.contains(name) { return [.study(name)] }
        if let slash = name.lastIndex(of: "/") {
            let owner = String(name[..<slash])
            let step = String(name[name.index(after: slash)...])
            try requireStudy(owner)
            return [try self.step(step, of: owner)]
        }
        let owners = steps.filter { $0.step == name && (study == nil || $0.study == study) }
        if !owners.isEmpty { return owners.map { .step($0.step, study: $0.study) } }
        if let run = try run(name) { return [.run(run)] }
        if let study { return [try step(name, of: study)] }
        let known = studies + Set(steps.map(\.step)).sorted()
        throw ComparisonError.unknown(name, path: reader.file.path, nearest: Self.nearest(name, known))
    }

    private func requireStudy(_ name: String) throws {
        guard !studies.contains(name) else { return }
        throw ComparisonError.unknownStudy(
            name, path: reader.file.path, nearest: Self.nearest(name, studies))
    }

    private func step(_ step: String, of study: String) throws -> Subject {
        let known = steps.filter { $0.study == study }.map(\.step)
        if known.contains(step) { return .step(step, study: study) }
        throw ComparisonError.unknownStep(step, study: study, nearest: Self.nearest(step, known))
    }

    private func run(_ prefix: String) throws -> String? {
        let isHexadecimal = prefix.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard isHexadecimal, prefix.count >= 4 else { return nil }
        let matches = try reader.runs(beginning: prefix)
        if matches.count > 1 { throw ComparisonError.ambiguousRun(prefix, matches: matches.count) }
        return matches.first
    }

    private static func nearest(_ name: String, _ known: [String]) -> String {
        let names = NearestNames.of(name, among: known, atMost: 2).map { "'\($0)'" }
        return names.joined(separator: " or ")
    }

    // MARK: Rows

    /// The steps of a study in the order of its roadmap.
    func steps(of study: String) -> [String] { steps.filter { $0.study == study }.map(\.step) }

    /// A step or a run with all that a comparison shows of it.
    ///
    /// - Precondition: `subject` is no study.
    /// - Throws: `ResultsError`.
    package func side(of subject: Subject) throws -> ComparisonSide {
        switch subject {
        case .study(let name): preconditionFailure("The study '\(name)' is compared step by step.")
        case .step(let step, let study): try side(step: step, of: study)
        case .run(let sha256): try side(run: sha256)
        }
    }

    /// - Throws: `ResultsError`.
    func side(step: String, of study: String) throws -> ComparisonSide {
        side(named: "\(study)/\(step)", try reader.side(step: step, ofStudy: study))
    }

    /// - Throws: `ResultsError`.
    func side(run sha256: String) throws -> ComparisonSide {
        side(named: "run \(sha256.prefix(16))", try reader.side(run: sha256))
    }

    /// - Precondition: the name was found before, so that there is something recorded.
    private func side(named name: String, _ recorded: RecordedSide?) -> ComparisonSide {
        guard let recorded else { preconditionFailure("There is no \(name) in the database any more.") }
        let fields = IdentityFields(recorded.identity.map { ("", $0) })
        return ComparisonSide(
            name: name, fields: fields, layers: recorded.layers,
            chance: chance(fields, manifest: recorded.manifest),
            runs: recorded.runs.map { .init($0, epochs: recorded.epochs[$0.identitySHA256] ?? []) })
    }

    /// By the manifest where it knows the classes of the test images.
    private func chance(_ fields: IdentityFields, manifest text: String?) -> ChanceLevel {
        let manifest = text.flatMap {
            try? JSONDecoder().decode(StudyManifest.self, from: Data($0.utf8))
        }
        func number(_ field: String) -> Int { fields["data.\(field)"].flatMap { Int($0) } ?? 0 }
        return ChanceLevel(
            images: number("testImages"), classes: number("classes"),
            mostFrequent: manifest?.largestTestClass)
    }
}

extension ComparisonReader.Subject {
    fileprivate var study: String? { if case .step(_, let study) = self { study } else { nil } }

    fileprivate var sameName: String {
        switch self {
        case .study, .run: kind.lowercasedFirst
        case .step(let step, let study): "the step '\(step)' of '\(study)'"
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
