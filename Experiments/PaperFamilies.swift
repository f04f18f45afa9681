import AblateArchitectures
import AblateRoadmaps

// Figures as printed in "A ConvNet for the 2020s" (arXiv:2201.03545v2), Tables 1 and 2: one run a row, 10⁹
// multiply–accumulates to one decimal, 10⁶ parameters.
extension Reference {
    private typealias Size = (id: String, title: String, top1: Double, gmacs: Double, parameters: Int)

    private static func rows(_ sizes: [Size]) -> [Row] {
        sizes.map {
            Row(
                $0.id, $0.title, top1: $0.top1, seeds: 1, gmacs: $0.gmacs, decimals: 1,
                parametersInMillions: $0.parameters)
        }
    }

    private static func table1(
        _ title: String, _ regime: Regime, alsoFor mimics: [Regime] = [], _ ours: [Size], swin: [Size],
        misprints: [Misprint] = []
    ) -> Reference {
        Reference(
            title, of: "family", number: 1, noun: "paper", citation: paper, caveats: familyCaveats,
            regime: regime, alsoFor: mimics, rows: rows(ours), others: rows(swin), misprints: misprints)
    }

    /// Trained on ImageNet-1K at 224 px.
    public static let table1 = table1(
        "Table 1 (ImageNet-1K, 224 px)", .resNet50, alsoFor: [.small],
        [
            ("convnext-t", "ConvNeXt-T", 82.1, 4.5, 29), ("convnext-s", "ConvNeXt-S", 83.1, 8.7, 50),
            ("convnext-b", "ConvNeXt-B", 83.8, 15.4, 89), ("convnext-l", "ConvNeXt-L", 84.3, 34.4, 198),
        ],
        swin: [
            ("swin-t", "Swin-T", 81.3, 4.5, 28), ("swin-s", "Swin-S", 83.0, 8.7, 50),
            ("swin-b", "Swin-B", 83.5, 15.4, 88),
        ])

    /// Fine-tuned at 384 px.
    public static let table1At384 = table1(
        "Table 1 (ImageNet-1K, 384 px)", .resNet50At384,
        [("convnext-b", "ConvNeXt-B", 85.1, 45.0, 89), ("convnext-l", "ConvNeXt-L", 85.5, 101.0, 198)],
        swin: [("swin-b", "Swin-B", 84.5, 47.1, 88)],
        misprints: [
            Misprint(
                "convnext-b", counted: RoundedGMACs(printed: 45.1, decimals: 1),
                reason:
                    "the same network at the same size is printed with 45.1 among the rows that were trained on "
                    + "ImageNet-22K first, which is what it counts")
        ])

    /// Trained on ImageNet-22K first, at 224 px.
    public static let table1Pretrained = table1(
        "Table 1 (ImageNet-22K, 224 px)", .resNet50,
        [
            ("convnext-t", "ConvNeXt-T", 82.9, 4.5, 29), ("convnext-s", "ConvNeXt-S", 84.6, 8.7, 50),
            ("convnext-b", "ConvNeXt-B", 85.8, 15.4, 89), ("convnext-l", "ConvNeXt-L", 86.6, 34.4, 198),
            ("convnext-xl", "ConvNeXt-XL", 87.0, 60.9, 350),
        ],
        swin: [("swin-b", "Swin-B", 85.2, 15.4, 88), ("swin-l", "Swin-L", 86.3, 34.5, 197)])

    /// Trained on ImageNet-22K first, and fine-tuned at 384 px.
    public static let table1PretrainedAt384 = table1(
        "Table 1 (ImageNet-22K, 384 px)", .resNet50At384,
        [
            ("convnext-t", "ConvNeXt-T", 84.1, 13.1, 29), ("convnext-s", "ConvNeXt-S", 85.8, 25.5, 50),
            ("convnext-b", "ConvNeXt-B", 86.8, 45.1, 89), ("convnext-l", "ConvNeXt-L", 87.5, 101.0, 198),
            ("convnext-xl", "ConvNeXt-XL", 87.8, 179.0, 350),
        ],
        swin: [("swin-b", "Swin-B", 86.4, 47.0, 88), ("swin-l", "Swin-L", 87.3, 103.9, 197)],
        misprints: [
            Misprint(
                "swin-b", counted: RoundedGMACs(printed: 47.1, decimals: 1),
                reason:
                    "the same network at the same size is printed with 47.1 among the rows that were trained on "
                    + "ImageNet-1K alone, and it counts 47.08")
        ])

    /// One map throughout, beside Vision Transformers.
    public static let table2 = Reference(
        "Table 2", of: "isotropic", number: 2, noun: "paper", citation: paper, caveats: familyCaveats,
        regime: .resNet50, alsoFor: [.small],
        rows: rows([
            ("convnext-s-isotropic", "ConvNeXt-S (isotropic)", 79.7, 4.3, 22),
            ("convnext-b-isotropic", "ConvNeXt-B (isotropic)", 82.0, 16.9, 87),
            ("convnext-l-isotropic", "ConvNeXt-L (isotropic)", 82.6, 59.7, 306),
        ]),
        others: rows([
            ("vit-s", "ViT-S", 79.8, 4.6, 22), ("vit-b", "ViT-B", 81.8, 17.6, 87),
            ("vit-l", "ViT-L", 82.6, 61.6, 304),
        ]))

    /// Tables 1 and 2, of which the first belongs to each regime's studies.
    public static let families = [table1, table1At384, table1Pretrained, table1PretrainedAt384, table2]

    private static let familyCaveats = [
        "The paper trains each size with its own rate of stochastic depth, and with ImageNet's images."
    ]
}
