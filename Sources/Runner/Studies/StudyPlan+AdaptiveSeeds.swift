extension StudyPlan {
    /// The same plan, which says which of its seeds are added to a study that had something to look at: results of two
    /// seeds, from which differences have tests.
    ///
    /// - Throws: ``RunnerError``.
    package func markingAdaptiveSeeds(in folder: ResultsFolder) throws -> StudyPlan {
        guard let stored = try folder.place(of: manifest, isNameGiven: false).stored?.manifest else {
            return self
        }
        let added = manifest.seeds.filter { !stored.seeds.contains($0) }
        guard !added.isEmpty, stored.seeds.count > 1 else { return self }
        var finished: Set<Int> = []
        for row in try StudyStatus(of: StudyPlan(stored), in: folder).rows where row.state.isDone {
            finished.insert(row.run.seed)
            if finished.count > 1 { break }
        }
        guard finished.count > 1 else { return self }
        var marked = manifest
        marked.adaptiveSeeds = added.sorted()
        return try StudyPlan(marked)
    }
}
