import AblateRandomness
import AblateRuns

extension RandAugment {
    /// Order and number are permanent: results depend on them.
    package enum Operation: String, Hashable, Sendable, CaseIterable {
        case autoContrast, equalize, invert, rotate, posterize, solarize, solarizeAdd, colour, contrast
        case brightness, sharpness, shearX, shearY, translateX, translateY
    }

    /// An operation with its argument: degrees for `rotate`, bits kept for `posterize`, the threshold for
    /// `solarize`, what is added for `solarizeAdd`, the factor for `colour` to `sharpness`, the slope for a shear,
    /// the share of the side for a translation; without meaning for the others.
    package struct Step: Hashable, Sendable {
        package var operation: Operation
        package var argument: Double
        package var interpolation: Interpolation

        package init(
            _ operation: Operation, _ argument: Double = 0, _ interpolation: Interpolation = .bicubic
        ) {
            self.operation = operation
            self.argument = argument
            self.interpolation = interpolation
        }
    }

    /// What happens to one image. Each layer takes all its draws whether it needs them or not, so that one layer
    /// does not depend on another.
    package func steps(_ random: inout CounterRandom) -> [Step] {
        (0..<layers).compactMap { _ in
            let operation = Operation.allCases[random.below(Operation.allCases.count)]
            let isApplied = random.uniform() < probability
            let level = min(max(magnitude + magnitudeSD * random.normal(), 0), 10) / 10
            let sign = random.below(2) == 0 ? 1.0 : -1.0
            let drawn = Interpolation.allCases[random.below(Interpolation.allCases.count)]
            guard isApplied else { return nil }
            return Step(
                operation, Self.argument(of: operation, level: level, sign: sign), interpolated(drawn))
        }
    }

    /// - Parameters:
    ///   - level: severity, 0…1.
    ///   - sign: −1 or 1, for operations with a direction.
    package static func argument(of operation: Operation, level: Double, sign: Double) -> Double {
        switch operation {
        case .autoContrast, .equalize, .invert: 0
        case .rotate: sign * level * 30
        case .posterize: 4 - (level * 4).rounded(.down)
        case .solarize: 256 - min((level * 256).rounded(.down), 256)
        case .solarizeAdd: min((level * 110).rounded(.down), 128)
        case .colour, .contrast, .brightness, .sharpness: max(0.1, 1 + sign * level * 0.9)
        case .shearX, .shearY: sign * level * 0.3
        case .translateX, .translateY: sign * level * 0.45
        }
    }

    private func interpolated(_ drawn: Interpolation) -> Interpolation {
        switch interpolation {
        case .bilinear: .bilinear
        case .bicubic: .bicubic
        case .random: drawn
        }
    }
}

extension ByteImage {
    /// - Parameter fill: the colour of what an operation moves in from outside.
    package func applying(_ step: RandAugment.Step, fill: [UInt8]) -> ByteImage {
        func moved(_ transform: AffineTransform) -> ByteImage {
            transformed(by: transform, interpolation: step.interpolation, fill: fill)
        }
        let argument = step.argument
        switch step.operation {
        case .autoContrast: return autoContrasted
        case .equalize: return equalized
        case .invert: return inverted
        case .rotate: return argument == 0 ? self : moved(.rotation(degrees: argument, of: shape))
        case .posterize: return posterized(bits: Int(argument))
        case .solarize: return solarized(threshold: Int(argument))
        case .solarizeAdd: return solarizeAdded(Int(argument))
        case .colour: return saturated(by: argument)
        case .contrast: return contrasted(by: argument)
        case .brightness: return brightened(by: argument)
        case .sharpness: return sharpened(by: argument)
        case .shearX: return moved(.shearX(argument))
        case .shearY: return moved(.shearY(argument))
        case .translateX: return moved(.translateX(argument * Double(shape.width)))
        case .translateY: return moved(.translateY(argument * Double(shape.height)))
        }
    }
}
