import CAblateKernels

/// The builds of the C kernels, from the plain reference to the widest vectors.
package enum InstructionSet: String, CaseIterable, Sendable {
    /// Plain loops with double-precision sums: what the others are tested against.
    case reference
    /// What every machine of this architecture has (SSE2, NEON).
    case baseline
    case avx2
    case avx512

    private var code: ck_set {
        switch self {
        case .reference: CK_REFERENCE
        case .baseline: CK_BASELINE
        case .avx2: CK_AVX2
        case .avx512: CK_AVX512
        }
    }

    private init(code: ck_set) {
        self = Self.allCases.first { $0.code == code } ?? .baseline
    }

    /// The set that kernels of this process run on; the best of the machine unless chosen otherwise.
    package static var current: InstructionSet { InstructionSet(code: ck_instruction_set()) }

    /// What the arithmetic of this process runs on, down to the rounding: our kernels' set and OpenBLAS's choice.
    package static var description: String { "\(current.rawValue), \(MatrixProduct.library)" }

    /// The sets that this machine has, the reference included.
    package static var available: [InstructionSet] {
        allCases.filter { $0.code.rawValue <= ck_best_instruction_set().rawValue }
    }

    /// Chooses a set for the whole process; false when this machine lacks it.
    @discardableResult
    package static func use(_ set: InstructionSet) -> Bool { ck_use_instruction_set(set.code) != 0 }
}
