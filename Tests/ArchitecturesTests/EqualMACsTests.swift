import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import AblateRuns
import Testing

/// Rows brought to the multiply–accumulates of the first.
@Suite struct EqualMACsTests {
    private static func baseline(_ regime: Regime) throws -> Int {
        try Network(ConvNet.resNet(regime), input: regime.input, classes: regime.classes).macs
    }

    private static func match(_ architecture: ConvNet, _ regime: Regime, _ target: Int) throws -> MACsMatch {
        try #require(
            try AnyArchitecture(architecture).matchingMACs(
                target, input: regime.input, classes: regime.classes))
    }

    @Test(arguments: Regime.all)
    func `every row comes within one per cent of the first, on widths that make a network`(
        _ regime: Regime
    ) throws {
        let target = try Self.baseline(regime)
        for variant in Roadmap.convNeXt(regime).withoutPrecursors().variants {
            let match = try Self.match(variant.architecture, regime, target)
            #expect(match.isWithinTolerance, "\(variant.id): \(match.residual)")
            let network = try Network(match.architecture, input: regime.input, classes: regime.classes)
            #expect(network.macs == match.macs)
            #expect(match.residual == Double(match.macs - target) / Double(target))
            #expect(NetworkChain.fault(in: network) == nil)
            // Nothing but widths has changed, and no stage is far from its part of the whole.
            let scaled = try #require(match.architecture.typed(as: ConvNet.self))
            let fields = scaled.changes(from: variant.architecture).map(\.field)
            #expect(Set(fields).isSubset(of: ["width", "stageWidths"]))
            let factors = zip(scaled.widthsByStage, variant.architecture.widthsByStage).map {
                Double($0) / Double($1)
            }
            let most = variant.architecture.block.convolution == .grouped ? 1.4 : 1.05
            #expect(try #require(factors.max()) / #require(factors.min()) < most, "\(variant.id): \(factors)")
        }
    }

    @Test func `a row that has them already stays what it is`() throws {
        for regime in Regime.all {
            let architecture = ConvNet.resNet(regime)
            let match = try Self.match(architecture, regime, try Self.baseline(regime))
            #expect(match.architecture == AnyArchitecture(architecture) && match.residual == 0)
        }
        // In the ResNet-50 regime a kernel of 5 costs 0.2 % more than the first row does.
        let row = try #require(Roadmap.convNeXt(.resNet50).withoutPrecursors().variant("kernel-5"))
        let match = try Self.match(row.architecture, .resNet50, try Self.baseline(.resNet50))
        #expect(match.architecture == AnyArchitecture(row.architecture))
        #expect(match.residual > 0.001 && match.residual < 0.003)
    }

    @Test func `widths that are known are found again`() throws {
        // Wider in proportion, so that the count has them as its exact answer.
        for (width, factor) in [(16, 2), (24, 3), (40, 1)] {
            for steps in [0, 3, 6, 12] {
                let variants = Roadmap.convNeXt(.small).withoutPrecursors().adoptedSteps
                var row = ConvNet.resNet(.small)
                for step in variants.prefix(steps) { row = step.applied(to: row) }
                row.width = width
                var wider = row
                wider.width *= factor
                let target = try Network(wider, input: Regime.small.input, classes: 10).macs
                let match = try Self.match(row, .small, target)
                #expect(match.architecture == AnyArchitecture(wider) && match.residual == 0)
            }
        }
    }

    @Test func `rows that differ in width alone become one network`() throws {
        for regime in Regime.all {
            let target = try Self.baseline(regime)
            let rows = Roadmap.convNeXt(regime).withoutPrecursors()
            let matches = try ["depthwise", "width"].map {
                try Self.match(#require(rows.variant($0)).architecture, regime, target).architecture
            }
            #expect(CanonicalJSON.text(matches[0]) == CanonicalJSON.text(matches[1]))
        }
    }

    @Test func `channels that do not divide into groups are passed over`() throws {
        let row = try #require(Roadmap.convNeXt(.resNet200).withoutPrecursors().variant("resnext"))
        let match = try Self.match(row.architecture, .resNet200, try Self.baseline(.resNet200))
        let scaled = try #require(match.architecture.typed(as: ConvNet.self))
        #expect(scaled.block.groups == 28)
        #expect(scaled.widthsByStage.allSatisfy { $0.isMultiple(of: 28) })
        #expect(scaled.widthsByStage != row.architecture.widthsByStage)
    }

    @Test func `a network too small to come close says how far it is`() throws {
        var tiny = ConvNet(depths: [1], width: 2)
        tiny.stemReduction = 2
        let regime = Regime(
            id: "tiny", input: Shape(side: 8, channels: 1), classes: 2, stemReduction: 2, baselineID: "tiny",
            baselineTitle: "tiny", baselineDepths: [1], baselineWidth: 2)
        // Between the counts of two widths, nearer to the upper.
        let counts = try [2, 3].map { width in
            tiny.width = width
            return try Network(tiny, input: regime.input, classes: 2).macs
        }
        tiny.width = 2
        let target = counts[0] + (counts[1] - counts[0]) * 3 / 5
        let match = try Self.match(tiny, regime, target)
        #expect(match.macs == counts[1] && !match.isWithinTolerance)
        #expect(match.residual == Double(counts[1] - target) / Double(target))
        #expect(match.architecture.typed(as: ConvNet.self)?.widthsByStage == [3])
        // Nearer to the lower one it is the row itself, and no other identity.
        let own = try Self.match(tiny, regime, counts[0] + (counts[1] - counts[0]) / 5)
        #expect(own.architecture == AnyArchitecture(tiny) && !own.isWithinTolerance)
        // Nothing is narrower than one channel.
        let least = try Self.match(tiny, regime, 1)
        #expect(least.architecture.typed(as: ConvNet.self)?.widthsByStage == [1] && least.residual > 1)
    }

    @Test func `a family without widths by stage has no match, and a wrong row no network`() throws {
        let input = Regime.resNet50.input
        #expect(try AnyArchitecture(Swin.tiny).matchingMACs(1_000_000, input: input, classes: 10) == nil)
        var wrong = ConvNet()
        wrong.block.kernelSize = 4
        #expect(throws: ArchitectureError.kernelSize(4)) {
            try AnyArchitecture(wrong).matchingMACs(1_000_000, input: input, classes: 10)
        }
    }

    @Test func `widths by stage are those of stem, stages and shortcuts`() throws {
        for variant in Roadmap.convNeXt(.small).withoutPrecursors().variants {
            let row = variant.architecture
            // The same widths in words are the same network.
            var worded = row
            worded.stageWidths = row.widthsByStage
            worded.width = 1
            #expect(
                try Network(worded, input: Regime.small.input, classes: 10)
                    == Network(row, input: Regime.small.input, classes: 10))
            #expect(worded.scaled(widths: row.widthsByStage) == row)
        }
        var uneven = ConvNet.resNet(.small)
        uneven.stageWidths = [5, 7, 40, 11]
        let network = try Network(uneven, input: Regime.small.input, classes: 10)
        #expect(NetworkChain.fault(in: network) == nil)
        #expect(network.layers.first?.output.channels == 5)
        #expect((0..<4).map(uneven.stageChannels) == [20, 28, 160, 44])
        #expect(
            (0..<4).map { stage in
                network.layers.last { $0.name.hasPrefix("stages.\(stage).") }?.output.channels
            } == [20, 28, 160, 44])
    }

    @Test func `identities know nothing of widths that double, and hold those that do not`() throws {
        var row = ConvNet(depths: [1, 1], width: 4)
        #expect(!CanonicalJSON.text(row).contains("stageWidths"))
        row.stageWidths = [4, 9]
        #expect(CanonicalJSON.text(row).contains(#""stageWidths":[4,9]"#))
        #expect(
            row.changes(from: ConvNet(depths: [1, 1], width: 4)).map(\.description) == [
                "stageWidths none → (4,9)"
            ])
    }
}
