import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import Foundation
import Testing

@Suite struct ArchitectureTests {
    /// One change for each field, away from ResNet's answers.
    static let mutations: [(field: String, apply: @Sendable (inout ConvNet) -> Void)] = [
        ("depths", { $0.depths = [3, 3, 9, 3] }),
        ("width", { $0.width = 96 }),
        ("stageWidths", { $0.stageWidths = [64, 96, 256, 512] }),
        ("stem", { $0.stem = .patchify }),
        ("stemReduction", { $0.stemReduction = 2 }),
        ("stemNorm", { $0.stemNorm = true }),
        ("block.shape", { $0.block.shape = .inverted }),
        ("block.spatialPosition", { $0.block.spatialPosition = .first }),
        ("block.convolution", { $0.block.convolution = .depthwise }),
        ("block.groups", { $0.block.groups = 8 }),
        ("block.kernelSize", { $0.block.kernelSize = 7 }),
        ("block.biases", { $0.block.biases = true }),
        ("block.activation", { $0.block.activation = .gelu }),
        ("block.activationPlacement", { $0.block.activationPlacement = .once }),
        ("block.normPlacement", { $0.block.normPlacement = .once }),
        ("block.responseNorm", { $0.block.responseNorm = true }),
        ("norm", { $0.norm = .layerNorm }),
        ("downsampling", { $0.downsampling = .separate }),
        ("downsamplingNorm", { $0.downsamplingNorm = true }),
        ("finalNorm", { $0.finalNorm = true }),
        ("layerScale", { $0.layerScale = 1e-6 }),
    ]

    @Test func `a change of any field is seen, and nothing else with it`() {
        let baseline = ConvNet()
        #expect(Self.mutations.map(\.field) == baseline.fields.map(\.name))
        #expect(baseline.changes(from: baseline).isEmpty)
        for mutation in Self.mutations {
            var changed = baseline
            mutation.apply(&changed)
            #expect(changed.changes(from: baseline).map(\.field) == [mutation.field])
            #expect(changed != baseline)
        }
    }

    @Test func `a change reads as its field, the value before and the value after`() {
        var changed = ConvNet()
        changed.block.kernelSize = 7
        changed.layerScale = 1e-6
        #expect(
            changed.changes(from: ConvNet()).map(\.description) == [
                "block.kernelSize 3 → 7", "layerScale none → 1e-06",
            ])
    }

    @Test func `the listed fields are the leaves of the coded form`() throws {
        // The last row with what it lacks: no field is empty, none at a default that is left out.
        var architecture = try #require(
            Roadmap.convNeXt(.resNet50).withoutPrecursors().variants.last?.architecture)
        architecture.stageWidths = [96, 192, 384, 768]
        architecture.block.groups = 1
        architecture.block.responseNorm = true
        let object = try JSONSerialization.jsonObject(with: coded(architecture))
        #expect(Set(leaves(of: object)) == Set(architecture.fields.map(\.name)))
        #expect(leaves(of: object).count == architecture.fields.count)
    }

    @Test func `every row decodes to what was encoded, and equal rows have equal texts`() throws {
        for regime in Regime.all {
            for variant in Roadmap.convNeXt(regime).withoutPrecursors().variants {
                let text = try coded(variant.architecture)
                let decoded = try JSONDecoder().decode(ConvNet.self, from: text)
                #expect(decoded == variant.architecture)
                #expect(try coded(decoded) == text)
            }
        }
    }

    /// Runs are found again by this text: a changed one makes every database forget its runs.
    @Test func `the coded form of the last row is what it always was`() throws {
        let architecture = try #require(
            Roadmap.convNeXt(.resNet50).withoutPrecursors().variants.last?.architecture)
        #expect(
            String(decoding: try coded(architecture), as: UTF8.self) == """
                {"block":{"activation":"gelu","activationPlacement":"once","biases":true,\
                "convolution":"depthwise","kernelSize":7,"normPlacement":"once","shape":"inverted",\
                "spatialPosition":"first"},"depths":[3,3,9,3],"downsampling":"separate",\
                "downsamplingNorm":true,"finalNorm":true,"layerScale":1e-06,"norm":"layer-norm",\
                "stem":"patchify","stemNorm":true,"stemReduction":4,"width":96}
                """)
    }

    private func coded(_ architecture: ConvNet) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(architecture)
    }

    /// Dotted paths of everything that is not an object.
    private func leaves(of object: Any, at path: String = "") -> [String] {
        guard let members = object as? [String: Any] else { return [path] }
        return members.flatMap { leaves(of: $0.value, at: path.isEmpty ? $0.key : "\(path).\($0.key)") }
    }
}
