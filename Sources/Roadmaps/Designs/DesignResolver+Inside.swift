import AblateArchitectures

extension DesignResolver {
    /// The assignments of one step: none, each alone, all but each, all.
    func inside(_ id: String) throws(DesignError) -> ResolvedDesign {
        guard let step = rows.steps.first(where: { $0.id == id }) else {
            throw .unknownStep(id, roadmap: rows.roadmap.id, known: rows.steps.map(\.id))
        }
        if step.changes.count < 2 { throw .oneAssignment(id) }
        let before = background(of: id)
        let names = names(of: step, on: rows.configuration(with: before))
        let players = names.map {
            ResolvedDesign.Player(id: "\(id).\($0)", title: $0, steps: ["\(id).\($0)"])
        }
        let all = Array(names.indices)
        let subsets = [[]] + all.map { [$0] } + all.map { left in all.filter { $0 != left } } + [all]
        var found: [ResolvedDesign.Subset] = []
        var leftOut: [ResolvedDesign.LeftOut] = []
        var seen: Set<[Int]> = []
        for on in subsets where seen.insert(on).inserted {
            let row = row(step, names, on: on, before: before)
            if let reason = refusal(of: row) ?? sameNetwork(as: row, among: found) {
                leftOut.append(.init(on: on.map { players[$0].id }, reason: reason))
            } else {
                found.append(.init(row: row, on: on))
            }
        }
        return ResolvedDesign(
            design, players: players, background: rows.sorted(before), rows: found, leftOut: leftOut)
    }

    /// Why a row need not be run: an assignment may mean nothing without another, such as a norm where there is nothing to
    /// normalise; `nil` where it is a network of its own.
    private func sameNetwork(as row: AnyRoadmap.Row, among found: [ResolvedDesign.Subset]) -> String? {
        let network = network(of: row)
        return found.first { $0.row.recipe == row.recipe && self.network(of: $0.row) == network }
            .map { "It is the network of '\($0.row.id)'." }
    }

    /// Steps that are on beside the one that is looked into: those before it in the roadmap, or all others of the last
    /// row, but none that excludes it.
    private func background(of id: String) -> Set<String> {
        let others = design.keepsOthers ? rows.last : Array(rows.last.prefix { $0 != id })
        let isAdopted = rows.last.contains(id)
        let place = rows.steps.firstIndex { $0.id == id } ?? 0
        return Set(
            others.filter { other in
                guard other != id, !rows.excludes(other, id) else { return false }
                let otherPlace = rows.steps.firstIndex { $0.id == other } ?? 0
                return isAdopted || design.keepsOthers || otherPlace < place
            })
    }

    /// What the step's assignments are called: by the field that each changes.
    private func names(of step: Step<Family>, on before: Configuration<Family>) -> [String] {
        var names: [String] = []
        for (index, change) in step.changes.enumerated() {
            var changed = before
            change.apply(&changed)
            let field = changed.changes(from: before).first?.field.kebabCased ?? "assignment-\(index + 1)"
            names.append(names.contains(field) ? "\(field)-\(index + 1)" : field)
        }
        return names
    }

    /// The row with some of the step's assignments: `layer-norm` where there are none, `separate-downsampling` where they
    /// are all, else `separate-downsampling++layer-scale` or `separate-downsampling--layer-scale`.
    private func row(
        _ step: Step<Family>, _ names: [String], on: [Int], before: Set<String>
    ) -> AnyRoadmap.Row {
        if on.isEmpty { return rows.row(with: before) }
        if on.count == names.count { return rows.row(with: before.union([step.id])) }
        // What is added is fewer than what is left, or the same and one.
        let isAdded = on.count <= names.count - on.count
        let terms = (isAdded ? on : names.indices.filter { !on.contains($0) }).map { names[$0] }
        let ending = design.keepsOthers ? Design.othersSuffix : ""
        let id = ([step.id] + terms).joined(separator: isAdded ? "++" : "--") + ending
        let title = ([step.id] + terms).joined(separator: isAdded ? "+" : "−") + ending
        var configuration = rows.configuration(with: before)
        // Steps after it come last, as in the roadmap.
        let place = rows.steps.firstIndex { $0.id == step.id } ?? 0
        let later = Set(rows.steps[place...].map(\.id)).intersection(before)
        if !later.isEmpty { configuration = rows.configuration(with: before.subtracting(later)) }
        for index in on { step.changes[index].apply(&configuration) }
        for next in rows.steps where later.contains(next.id) {
            configuration = next.applied(to: configuration)
        }
        return AnyRoadmap.Row(id: id, title: title, standingFor: nil, configuration: configuration)
    }
}

extension String {
    /// `block.kernelSize` as `block.kernel-size`.
    fileprivate var kebabCased: String {
        reduce(into: "") { text, character in
            if character.isUppercase { text += "-" }
            text += character.lowercased()
        }
    }
}
