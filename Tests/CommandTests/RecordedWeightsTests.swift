import AblateKernels
import Foundation
import Testing

/// What runs came to when they were recorded, they come to still: identities and, on the kernels that they were recorded
/// with, the very bits of the final weights. Recorded with the program of commit f666d9e on the images of `TinyStudy`;
/// whoever changes the bits raises `RunIdentity.currentSemantics`.
@Suite struct RecordedWeightsTests {
    private static let steps = ["resnet-50", "kernel-7", "separate-downsampling"]

    private static let identities = [
        "d9a8abd7e641d46296318131134fcb8f10164b4f2001e36a97b1c25150cc21f1",
        "abaf67ae69a40b269e483c860127f1dcdb0b30e6e87632966efed62b80f2d09f",
        "9d923c9e8cce6ef5d0e8e46241c35dad82cb375e99bc07f37e1266d4d4524f2d",
    ]

    /// By instruction set and OpenBLAS's own choice of kernels, which sum in orders of their own.
    private static let weights = [
        "avx512, OpenBLAS 0.3.21 Cooperlake": [
            "e591a18779c234d484ad3cb77114e0b990435d4dd712ef0bfab820c5b9190b7f",
            "5227607eec37f400ded37d6aef35a0ab546e1dfc0e1c1f6125761cec12aca448",
            "3c12b1d929dc4f0b367724484e377479614eec2904a30a5d6ae1d0ab991f04bd",
        ]
    ]

    private func recorded(_ column: String) throws -> [String] {
        let study = try TinyStudy(Self.steps)
        #expect(try study.run().status == 0)
        return try Self.steps.map { step in
            let sql = "SELECT \(column) FROM v_run WHERE id = '\(step)'"
            let answer = try Ablate.run(["query", sql, "--format", "csv", "--results", study.results.path])
            return try #require(answer.standardOutput.split(separator: "\n").last.map(String.init))
        }
    }

    @Test func identitiesAreTheRecordedOnes() throws {
        #expect(try recorded("identity_sha256") == Self.identities)
    }

    @Test(
        .enabled(
            if: weights[InstructionSet.description] != nil,
            "No weights are recorded for the kernels of this machine."))
    func weightsAreTheRecordedOnes() throws {
        #expect(try recorded("weights_sha256") == Self.weights[InstructionSet.description])
    }
}
