import AblateArchitectures
import AblateRandomness
import AblateRuns

extension BatchMixing {
    /// How one batch is mixed.
    package enum Mix: Hashable, Sendable {
        /// Each image keeps `share` of itself and takes the rest of its partner.
        case blend(share: Double)
        /// Each image takes `area` from its partner and keeps `share` of its pixels.
        case paste(area: Crop, share: Double)

        /// How much of each image and of its label is its own, 0…1.
        package var share: Double {
            switch self {
            case .blend(let share), .paste(_, let share): share
            }
        }
    }

    /// How a batch of images of `shape` is mixed; `nil` for not at all.
    package func mix(shape: Shape, _ random: inout CounterRandom) -> Mix? {
        let isMixed = random.uniform() < probability
        let isSwitched = random.uniform() < switchProbability
        guard isMixed, mixupAlpha > 0 || cutMixAlpha > 0 else { return nil }
        guard cutMixAlpha > 0, isSwitched || mixupAlpha == 0 else {
            return .blend(share: random.beta(mixupAlpha, mixupAlpha))
        }
        let share = random.beta(cutMixAlpha, cutMixAlpha)
        // A rectangle of 1 − share of the area about a random centre; what lies outside is cut off, and the share
        // becomes that of the pixels really kept.
        let edge = (1 - share).squareRoot()
        let height = Int(Double(shape.height) * edge)
        let width = Int(Double(shape.width) * edge)
        let (y, x) = (random.below(shape.height), random.below(shape.width))
        let (top, bottom) = (max(y - height / 2, 0), min(y + (height + 1) / 2, shape.height))
        let (left, right) = (max(x - width / 2, 0), min(x + (width + 1) / 2, shape.width))
        let area = Crop(top: top, left: left, height: bottom - top, width: right - left)
        return .paste(area: area, share: 1 - Double(area.height * area.width) / Double(shape.pixels))
    }
}

extension BatchMixing.Mix {
    /// Mixes a batch `[N, H, W, C]` of images of `shape` in place.
    package func apply(to images: inout [Float], shape: Shape) {
        let count = images.count / shape.count
        images.withUnsafeMutableBufferPointer { images in
            for first in 0..<((count + 1) / 2) {
                let (one, other) = (first * shape.count, (count - 1 - first) * shape.count)
                switch self {
                case .blend(let share):
                    let (own, partners) = (Float(share), Float(1 - share))
                    for index in 0..<shape.count {
                        let (a, b) = (images[one + index], images[other + index])
                        images[one + index] = own * a + partners * b
                        images[other + index] = own * b + partners * a
                    }
                case .paste(let area, _):
                    for row in area.top..<(area.top + area.height) {
                        let start = (row * shape.width + area.left) * shape.channels
                        for index in start..<(start + area.width * shape.channels) {
                            images.swapAt(one + index, other + index)
                        }
                    }
                }
            }
        }
    }
}
