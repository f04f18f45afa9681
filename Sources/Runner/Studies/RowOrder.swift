/// Rows of a roadmap in their order, as the program that declared a study has them. It says nothing of what a study is:
/// manifests that differ in it alone are equal.
struct RowOrder: Hashable, Sendable {
    /// Of the roadmap's rows; empty where the study was read from its folder.
    var ids: [String] = []
    /// Which steps are on in each, in order, where a row is a subset of steps.
    var on: [String: [String]] = [:]

    static func == (_: RowOrder, _: RowOrder) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}

extension StudyManifest {
    /// Puts rows in their order: the roadmap's, then those of designs, fewer steps first. What is on in rows of the
    /// roadmap is filled in where designs ask for it.
    mutating func arrange() {
        if !order.ids.isEmpty {
            for index in steps.indices {
                if designs != nil, steps[index].design != true { steps[index].on = order.on[steps[index].id] }
                if let position = order.ids.firstIndex(of: steps[index].id) {
                    steps[index].position = position
                }
            }
        }
        // Also in a study that was read from its folder: rows of two folders may have one place.
        let own = steps.filter { !$0.isDesigned }
        let places = Dictionary(
            order.ids.isEmpty
                ? own.map { ($0.id, $0.position) } : order.ids.enumerated().map { ($1, $0) }
        ) { first, _ in first }
        let first = max(order.ids.count, (own.map(\.position).max() ?? -1) + 1)
        for (place, id) in designedRows(places).enumerated() {
            guard let index = steps.firstIndex(where: { $0.id == id }) else { continue }
            steps[index].position = first + place
        }
        steps.sort { ($0.position, $0.id) < ($1.position, $1.id) }
    }

    /// Ids of the rows of designs: subsets of steps by their number and then in the roadmap's order, then all others as the
    /// designs have them.
    ///
    /// - Parameter places: of the roadmap's rows, by id.
    private func designedRows(_ places: [String: Int]) -> [String] {
        let asked = (designs ?? []).flatMap { $0.rows.map(\.step) }
        let keys = steps.filter(\.isDesigned).map { step in
            (
                id: step.id, on: step.on?.map { places[$0] ?? .max },
                place: asked.firstIndex(of: step.id) ?? .max
            )
        }
        return keys.sorted { a, b in
            guard let ours = a.on, let theirs = b.on else {
                if (a.on == nil) != (b.on == nil) { return b.on == nil }
                return (a.place, a.id) < (b.place, b.id)
            }
            if ours.count != theirs.count { return ours.count < theirs.count }
            return ours == theirs ? a.id < b.id : ours.lexicographicallyPrecedes(theirs)
        }.map(\.id)
    }
}
