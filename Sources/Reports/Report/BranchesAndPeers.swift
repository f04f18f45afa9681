import AblateRunner
import AblateWords

/// What captions call the rows that later ones do not build on.
enum BranchesAndPeers {
    /// `; in parentheses: branches and peers.`, or the full stop alone where there are neither.
    static func ending(_ beginning: String, _ rows: [some StudyRow]) -> String {
        let kinds =
            (rows.contains { $0.isBranch && !$0.isPeer } ? ["branches"] : [])
            + (rows.contains(where: \.isPeer) ? ["peers"] : [])
        return kinds.isEmpty ? "." : beginning + Units.list(kinds) + "."
    }
}
