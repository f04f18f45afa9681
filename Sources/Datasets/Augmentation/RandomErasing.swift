import AblateArchitectures
import AblateRandomness
import AblateRuns
import Foundation

extension RandomErasing {
    /// The rectangle; `nil` for an image that stays whole, or when ten rectangles did not fit.
    package func rectangle(in shape: Shape, _ random: inout CounterRandom) -> Crop? {
        guard random.uniform() < probability else { return nil }
        let logarithms = log(ratio.lowerBound)...log(ratio.upperBound)
        for _ in 0..<10 {
            let area = random.uniform(in: scale) * Double(shape.pixels)
            let aspect = exp(random.uniform(in: logarithms))
            let height = Int((area * aspect).squareRoot().rounded(.toNearestOrEven))
            let width = Int((area / aspect).squareRoot().rounded(.toNearestOrEven))
            guard height < shape.height, width < shape.width else { continue }
            let top = random.below(shape.height - height + 1)
            let left = random.below(shape.width - width + 1)
            return Crop(top: top, left: left, height: height, width: width)
        }
        return nil
    }

    /// Erases from the image of `shape` that starts at `images[start]`.
    package func erase(
        _ images: inout [Float], at start: Int, shape: Shape, _ random: inout CounterRandom
    ) {
        guard let rectangle = rectangle(in: shape, &random) else { return }
        for row in rectangle.top..<(rectangle.top + rectangle.height) {
            let first = start + (row * shape.width + rectangle.left) * shape.channels
            for index in first..<(first + rectangle.width * shape.channels) {
                images[index] = Float(random.normal())
            }
        }
    }
}
