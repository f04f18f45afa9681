import AblateArchitectures
import AblateWords

extension Recipe {
    /// The parts of the augmentation, in the order in which they are carried out.
    static let augmentations =
        randomResizedCrop
        + [
            RecipeField(
                "augmentation.cropPadding", .whole(.from(0)),
                flag: .init(help: "Pixels of padding before a random crop; 0 for no cropping.", place: 9),
                told: .words { recipe in
                    let padding = recipe.augmentation.cropPadding
                    return padding > 0 ? "random crop of \(padding) px" : nil
                }),
            RecipeField(
                "augmentation.horizontalFlip", .truth,
                flag: .init(help: "Mirror training images at random, or never.", place: 10),
                told: .words { $0.augmentation.horizontalFlip ? "horizontal flip" : nil }),
        ] + randAugment + randomErasing + mixing

    private static let randomResizedCrop = part(
        "augmentation.randomResizedCrop", coded(RandomResizedCrop()),
        [
            ("scale", area), ("ratio", ratio),
            ("interpolation", .choice(Interpolation.allCases.map(\.rawValue))),
        ]
    ) { $0.augmentation.randomResizedCrop == nil ? nil : "random resized crop" }

    private static let randAugment = part(
        "augmentation.randAugment", coded(RandAugment()),
        [
            ("layers", .whole(.within(0...100))), ("magnitude", .number(.within(0...10))),
            ("magnitudeSD", .number(.from(0))), ("probability", share),
            ("interpolation", .choice(RandAugment.InterpolationChoice.allCases.map(\.rawValue))),
        ]
    ) { recipe in
        guard let part = recipe.augmentation.randAugment else { return nil }
        return part.layers > 0 && part.probability > 0 ? "RandAugment" : nil
    }

    private static let randomErasing = part(
        "augmentation.randomErasing", coded(RandomErasing()),
        [("probability", share), ("scale", area), ("ratio", ratio)]
    ) { ($0.augmentation.randomErasing?.probability ?? 0) > 0 ? "random erasing" : nil }

    private static let mixing = part(
        "augmentation.mixing", coded(BatchMixing()),
        [
            ("mixupAlpha", .number(.from(0))), ("cutMixAlpha", .number(.from(0))), ("probability", share),
            ("switchProbability", share),
        ]
    ) { $0.augmentation.mixing?.names }

    private static let share = RecipeField.Domain.number(.within(0...1))
    private static let area = RecipeField.Domain.numbers(
        expected: "two ascending shares above 0 and at most 1"
    ) { $0.count == 2 && $0[0] > 0 && $0[0] <= $0[1] && $0[1] <= 1 }
    private static let ratio = RecipeField.Domain.numbers(expected: "two ascending numbers above 0") {
        $0.count == 2 && $0[0] > 0 && $0[0] <= $0[1]
    }

    /// A part and its fields. What is not as it comes stands in parentheses behind the part's words.
    private static func part(
        _ path: String, _ standard: JSONValue, _ fields: [(name: String, domain: RecipeField.Domain)],
        words: @escaping @Sendable (Recipe) -> String?
    ) -> [RecipeField] {
        let names = fields.map(\.name)
        let whole = RecipeField(
            path, .fields, standard: standard,
            told: .words { recipe in
                guard let words = words(recipe), let own = coded(recipe).member(path) else { return nil }
                let unusual = names.filter { own.member($0) != standard.member($0) }
                let settings = unusual.map { "\($0) \(own.member($0)?.text ?? "none")" }
                return words + (settings.isEmpty ? "" : " (\(settings.joined(separator: ", ")))")
            })
        return [whole] + fields.map { RecipeField("\(path).\($0.name)", $0.domain, told: .within(path)) }
    }
}

extension BatchMixing {
    /// Those of the two that a batch can come to; `nil` for neither.
    fileprivate var names: String? {
        let hasMixup = mixupAlpha > 0 && (cutMixAlpha == 0 || switchProbability < 1)
        let hasCutMix = cutMixAlpha > 0 && (mixupAlpha == 0 || switchProbability > 0)
        let names = (hasMixup ? ["mixup"] : []) + (hasCutMix ? ["CutMix"] : [])
        return probability > 0 && !names.isEmpty ? Units.list(names) : nil
    }
}
