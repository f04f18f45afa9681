/// Where and with what an attempt was made. None of it is part of the identity.
package struct Provenance: Hashable, Codable, Sendable {
    /// Commit of the checkout that the program was built in; `nil` outside one.
    package var gitCommit: String?
    /// SHA-256 of the uncommitted changes; `nil` when there are none.
    package var gitDiffSHA256: String?
    /// SHA-256 of the executable.
    package var binarySHA256: String
    package var swiftVersion: String
    package var cpuModel: String
    /// What the arithmetic ran on: the kernels' instruction set (`baseline`, `avx2`, `avx512`) and OpenBLAS.
    package var instructionSet: String
    package var threads: Int
    package var host: String

    package init(
        gitCommit: String?, gitDiffSHA256: String?, binarySHA256: String, swiftVersion: String,
        cpuModel: String, instructionSet: String, threads: Int, host: String
    ) {
        self.gitCommit = gitCommit
        self.gitDiffSHA256 = gitDiffSHA256
        self.binarySHA256 = binarySHA256
        self.swiftVersion = swiftVersion
        self.cpuModel = cpuModel
        self.instructionSet = instructionSet
        self.threads = threads
        self.host = host
    }
}
