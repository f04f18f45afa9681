import AblateArchitectures
import AblateRuns
import Foundation
import Testing

@Suite struct AnyArchitectureTests {
    private func decoded(_ text: String) throws -> AnyArchitecture {
        try JSONDecoder().decode(AnyArchitecture.self, from: Data(text.utf8))
    }

    @Test func `the first family is coded without its name, others with it`() throws {
        let network = ConvNet()
        #expect(CanonicalJSON.text(AnyArchitecture(network)) == CanonicalJSON.text(network))
        let text = CanonicalJSON.text(AnyArchitecture(Swin.tiny))
        #expect(
            text == """
                {"depths":[2,2,6,2],"family":"swin","heads":[3,6,12,24],"mlpRatio":4,"patchSize":4,"width":96,\
                "windowSize":7}
                """)
        #expect(try decoded(text) == AnyArchitecture(Swin.tiny))
        #expect(try decoded(CanonicalJSON.text(network)).typed() == network)
    }

    @Test func `a family that the program does not have keeps its fields and is no network here`() throws {
        let text = #"{"blocks":{"ratio":0.5},"depths":[1,2],"family":"mobile"}"#
        let architecture = try decoded(text)
        #expect(CanonicalJSON.text(architecture) == text)
        #expect(architecture.fields.map { "\($0.name) \($0.value)" } == ["blocks.ratio 0.5", "depths (1,2)"])
        let error = #expect(throws: ArchitectureError.self) {
            try architecture.network(input: Shape(side: 32, channels: 3), classes: 10)
        }
        #expect(
            error?.description == """
                This program has no family of architectures 'mobile' among convnet, swin: the program that recorded it \
                has.
                """)
    }

    @Test func `a known family that does not read is an error`() {
        #expect(throws: DecodingError.self) { try decoded(#"{"family":"swin","width":96}"#) }
        #expect(throws: DecodingError.self) { try decoded("[]") }
    }

    @Test func `of two families the changes say what only one has`() {
        var swin = Swin.tiny
        swin.width = 64
        let changes = AnyArchitecture(swin).changes(from: AnyArchitecture(ConvNet()))
        #expect(
            changes.prefix(4).map(\.description) == [
                "family convnet → swin", "depths (3,4,6,3) → (2,2,6,2)", "heads none → (3,6,12,24)",
                "windowSize none → 7",
            ])
        #expect(!changes.contains { $0.field == "width" || $0.field == "layerScale" })
        #expect(changes.last?.description == "finalNorm false → none")
        #expect(AnyArchitecture(swin).changes(from: AnyArchitecture(Swin.tiny)).map(\.field) == ["width"])
    }

    @Test(arguments: [
        (Swin.tiny, 28_288_354, 4_490_566_656), (Swin.base, 87_768_224, 15_430_946_816),
    ])
    func `Swin counts as published`(swin: Swin, parameters: Int, macs: Int) throws {
        let network = try Network(swin, input: Shape(side: 224, channels: 3), classes: 1000)
        #expect(network.parameterCount == parameters)
        #expect(network.macs == macs)
        // Both residuals of a block have one rate of stochastic depth.
        #expect(network.residuals.count == 2 * swin.depths.reduce(0, +))
        #expect(network.residuals.map(\.depth) == network.residuals.map { $0.index / 2 })
        #expect(network.parameters.filter { $0.role == .positionBias }.allSatisfy { !$0.decays })
    }

    static let faults: [(change: @Sendable (inout Swin) -> Void, sentence: String)] = [
        ({ $0.heads = [1] }, "heads must be 4 numbers, one a stage, but is 1 numbers."),
        (
            { $0.heads[0] = 7 },
            "stages.0.blocks.0.attention has 288 channels, which do not divide into 7 heads."
        ),
        ({ $0.windowSize = 0 }, "windowSize must be 1 or more, but is 0."),
        ({ $0.patchSize = 32 }, "patchSize must be from 1 to 31, but is 32."),
        ({ $0.depths = [] }, "An architecture needs at least one stage, but depths is empty."),
        ({ $0.depths[1] = 0 }, "Every stage needs at least one block, but depths[1] is 0."),
        ({ $0.width = 0 }, "The width must be a channel count of 1 or more, but is 0."),
    ]

    @Test(arguments: faults.indices)
    func `a Swin that cannot be is refused in a sentence`(index: Int) {
        let (change, sentence) = Self.faults[index]
        var swin = Swin.tiny
        change(&swin)
        let error = #expect(throws: ArchitectureError.self) {
            try swin.network(input: Shape(side: 224, channels: 3), classes: 10)
        }
        #expect(error?.description == sentence)
    }

    /// Any side: maps that do not divide are filled up, and one window covers what is small.
    @Test(arguments: [1, 3, 7, 16, 33, 50, 97]) func `Swin takes images of any side`(side: Int) throws {
        let network = try Network(Swin.tiny, input: Shape(side: side, channels: 1), classes: 10)
        #expect(NetworkChain.fault(in: network) == nil)
    }
}
