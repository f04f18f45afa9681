/// Where a study stands in a results folder: which of those kept there it is, or what a new one will be called.
package struct StudyPlace: Sendable {
    /// Under the name that the study has or will have.
    package let manifest: StudyManifest
    /// What the folder keeps of it; `nil` for a new study.
    package let stored: ResultsFolder.StoredStudy?
    /// Whose name the study would have had, with what it declares otherwise; `nil` where that was free.
    package let nameTakenBy: NameTaken?

    package struct NameTaken: Hashable, Sendable {
        package let name: String
        package let differences: [String]

        /// As part of a sentence.
        package var text: String { ResultsFolder.list(differences) }
    }
}

extension ResultsFolder {
    /// Finds a study by its declaration. Read only; what is found can change until ``keep(_:isNameGiven:then:)``.
    ///
    /// - Parameter isNameGiven: the user gave the name: it must be the study's, and no other's.
    /// - Throws: ``RunnerError/studyChanged(name:path:what:)`` where another study has the given name,
    ///   ``RunnerError/studyHasName(_:asked:)`` where the study has another, and as ``manifest(named:)``.
    package func place(of manifest: StudyManifest, isNameGiven: Bool) throws -> StudyPlace {
        let studies = storedStudies().values
        let same = studies.filter { manifest.declaresTheSame(as: $0.manifest) }
        let own = Self.preferred(same, for: manifest)
        if isNameGiven {
            if let stored = try storedStudy(named: manifest.name) {
                let differences = manifest.differences(from: stored.manifest)
                guard differences.isEmpty else {
                    throw RunnerError.studyChanged(
                        name: manifest.name, path: stored.file.path, what: Self.list(differences))
                }
                return StudyPlace(manifest: manifest, stored: stored, nameTakenBy: nil)
            }
            if let own { throw RunnerError.studyHasName(own.manifest.name, asked: manifest.name) }
            return StudyPlace(manifest: manifest, stored: nil, nameTakenBy: nil)
        }
        var manifest = manifest
        if let own {
            manifest.name = own.manifest.name
            return StudyPlace(manifest: manifest, stored: own, nameTakenBy: nil)
        }
        let wanted = manifest.name
        var taken: StudyPlace.NameTaken?
        var number = 1
        while let other = try storedStudy(named: manifest.name) {
            if taken == nil {
                taken = .init(name: wanted, differences: manifest.differences(from: other.manifest))
            }
            number += 1
            manifest.name = "\(wanted)-\(number)"
        }
        return StudyPlace(manifest: manifest, stored: nil, nameTakenBy: taken)
    }

    /// Of several studies with one declaration the one that has the manifest's name, else the one with the most of its
    /// rows.
    private static func preferred(_ studies: [StoredStudy], for manifest: StudyManifest) -> StoredStudy? {
        let ids = Set(manifest.steps.map(\.id))
        func common(_ study: StoredStudy) -> Int { study.manifest.steps.count { ids.contains($0.id) } }
        return studies.first { $0.manifest.name == manifest.name }
            ?? studies.max { common($0) < common($1) }
    }

    /// The first few, so that it stays a sentence.
    static func list(_ differences: [String]) -> String {
        let shown = differences.prefix(3)
        let others = differences.count - shown.count
        return shown.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    }
}
