import AblateRunner
import AblateWords

/// What captions call the rows that later ones do not build on.
enum BranchesAndPeers {
    /// `; in parentheses: branches and peers.`, or the full stop alone where there are neither.
    static func ending(_ beginning: String, _ rows: [some StudyRow]) -> String {
        ending(
            beginning, branches: rows.contains { $0.isBranch && !$0.isPeer },
            peers: rows.contains(where: \.isPeer))
    }

    /// The same, where it is known which there are.
    static func ending(_ beginning: String, branches: Bool, peers: Bool) -> String {
        let kinds = (branches ? ["branches"] : []) + (peers ? ["peers"] : [])
        return kinds.isEmpty ? "." : beginning + Units.list(kinds) + "."
    }
}
