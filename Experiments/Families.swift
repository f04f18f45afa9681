import AblateArchitectures
import AblateRoadmaps
import AblateRuns

extension Roadmap<ConvNet> {
    /// ConvNeXt in the paper's sizes beside Swin's (Table 1), from a regime's last row: each is a change of depths or width.
    public static func family(_ scale: Regime) -> Roadmap {
        let regime = scale.ofFamilies
        var large = regime.depths
        if large.count > 2 { large[2] *= 3 }
        let width = regime.increasedWidth
        return Roadmap("family", from: .convNeXt(regime), as: "convnext-t", "ConvNeXt-T") {
            Step("convnext-s", "ConvNeXt-S", .set(\.depths, large))
            Step("convnext-b", "ConvNeXt-B", .set(\.width, width * 4 / 3))
            Step("convnext-l", "ConvNeXt-L", .set(\.width, width * 2))
            Step("convnext-xl", "ConvNeXt-XL", .set(\.width, width * 8 / 3))
            for (id, title, swin, row) in Swin.sizes(beside: regime) {
                Peer(id, title, swin, beside: row, recipe: Swin.recipe(in: regime))
            }
        }
    }

    /// ConvNeXt blocks on one map, as a ViT has it (§3.3, Table 2): patches as long as the third stage's pixels, no norm
    /// after the stem, Layer Scale in the largest alone.
    public static func isotropic(_ scale: Regime) -> Roadmap {
        let regime = scale.ofFamilies
        let width = regime.increasedWidth
        let depth = regime.depths.reduce(0, +)
        var small = ConvNet.convNeXt(regime)
        small.depths = [depth]
        small.width = 4 * width
        small.stemReduction = 4 * regime.stemReduction
        small.stemNorm = false
        small.layerScale = nil
        return Roadmap("isotropic", from: small, as: "convnext-s-isotropic", "ConvNeXt-S (isotropic)") {
            Step("convnext-b-isotropic", "ConvNeXt-B (isotropic)", .set(\.width, 8 * width))
            Step(
                "convnext-l-isotropic", "ConvNeXt-L (isotropic)", .set(\.width, width * 32 / 3),
                .set(\.depths, [2 * depth]), .set(\.layerScale, 1e-6))
        }
    }
}

extension Swin {
    /// The sizes that Table 1 has; in a regime without them, the one that its last row is set beside.
    static func sizes(beside regime: Regime) -> [(id: String, title: String, swin: Swin, row: String)] {
        guard regime.id != Regime.small.id else {
            return [("swin-t", "Swin-T", .beside(regime), "convnext-t")]
        }
        let side = regime.input.height
        return [
            ("swin-t", "Swin-T", Swin.tiny.at(side), "convnext-t"),
            ("swin-s", "Swin-S", Swin.small.at(side), "convnext-s"),
            ("swin-b", "Swin-B", Swin.base.at(side), "convnext-b"),
            ("swin-l", "Swin-L", Swin.large.at(side), "convnext-l"),
        ]
    }
}

extension Regime {
    /// The regime whose last row is the family's smallest network: of the paper's two the ResNet-50 regime.
    fileprivate var ofFamilies: Regime { id == Regime.resNet200.id ? .resNet50 : self }

    /// The ResNet-50 regime on larger images, which the paper fine-tunes on.
    static let resNet50At384 = Regime(
        id: "resnet-50-384px", input: Shape(side: 384, channels: 3), classes: 1000, stemReduction: 4,
        baselineID: "resnet-50", baselineTitle: "ResNet-50", baselineDepths: [3, 4, 6, 3], baselineWidth: 64,
        depths: [3, 3, 9, 3], rebalancedWidth: 64, groups: 32, increasedWidth: 96)
}
