import AblateKernels
import AblateRandomness
import CAblateKernels
import Testing

/// Deterministic numbers for tests.
func randomFloats(_ count: Int, seed: Int, scale: Double = 1) -> [Float] {
    var random = CounterRandom(seed: seed, role: .init(4))
    return (0..<count).map { _ in Float(random.normal() * scale) }
}

/// The instruction sets of this machine that are to agree with the reference.
let fastSets: [(name: String, code: Int32)] = InstructionSet.available.enumerated().dropFirst()
    .map { (name: $0.element.rawValue, code: Int32($0.offset)) }

/// The outputs of `kernel` on the plain reference.
func onReference(_ kernel: () -> [[Float]]) -> [[Float]] { on(Int32(CK_REFERENCE.rawValue), kernel) }

private func on(_ set: Int32, _ kernel: () -> [[Float]]) -> [[Float]] {
    #expect(ck_use_instruction_set_here(set) == 1)
    defer { ck_use_instruction_set_here(-1) }
    return kernel()
}

/// Runs `kernel` on every instruction set of this machine and expects the reference's outputs, each within
/// `tolerance` of the output's largest magnitude.
func expectAgreement(
    _ name: String, tolerance: Float = 2e-5, sourceLocation: SourceLocation = #_sourceLocation,
    _ kernel: () -> [[Float]]
) {
    let expected = onReference(kernel)
    for set in fastSets {
        let found = on(set.code, kernel)
        for (index, (a, b)) in zip(expected, found).enumerated() {
            let scale = max(a.map(abs).max() ?? 0, 1e-6)
            let worst = zip(a, b).map { abs($0 - $1) }.max() ?? 0
            #expect(
                worst <= tolerance * scale,
                "\(name), output \(index) on \(set.name): off by \(worst) at a magnitude of \(scale)",
                sourceLocation: sourceLocation)
        }
    }
}
