/// Where and with what an attempt was made. None of it is part of the identity.
public struct Provenance: Hashable, Codable, Sendable {
    /// Commit of the working tree that the study was started in; `nil` outside a checkout.
    public var gitCommit: String?
    /// SHA-256 of the uncommitted changes; `nil` when there are none.
    public var gitDiffSHA256: String?
    /// SHA-256 of the executable.
    public var binarySHA256: String
    public var swiftVersion: String
    public var cpuModel: String
    /// What the arithmetic ran on: the kernels' instruction set (`baseline`, `avx2`, `avx512`) and OpenBLAS.
    public var instructionSet: String
    public var threads: Int
    public var host: String

    public init(
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
