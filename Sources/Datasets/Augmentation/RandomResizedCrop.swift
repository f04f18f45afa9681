import AblateRandomness
import AblateRuns
import Foundation

extension RandomResizedCrop {
    /// The part taken from an image of `height` × `width`. After ten parts that do not fit, the largest central
    /// part whose ratio is allowed.
    package func crop(height: Int, width: Int, _ random: inout CounterRandom) -> Crop {
        let logarithms = log(ratio.lowerBound)...log(ratio.upperBound)
        for _ in 0..<10 {
            let area = random.uniform(in: scale) * Double(height * width)
            let aspect = exp(random.uniform(in: logarithms))
            let cropWidth = Int((area * aspect).squareRoot().rounded(.toNearestOrEven))
            let cropHeight = Int((area / aspect).squareRoot().rounded(.toNearestOrEven))
            guard (1...width).contains(cropWidth), (1...height).contains(cropHeight) else { continue }
            let top = random.below(height - cropHeight + 1)
            let left = random.below(width - cropWidth + 1)
            return Crop(top: top, left: left, height: cropHeight, width: cropWidth)
        }
        let found = Double(width) / Double(height)
        var (cropHeight, cropWidth) = (height, width)
        if found < ratio.lowerBound {
            cropHeight = Int((Double(width) / ratio.lowerBound).rounded(.toNearestOrEven))
        } else if found > ratio.upperBound {
            cropWidth = Int((Double(height) * ratio.upperBound).rounded(.toNearestOrEven))
        }
        // A line of a single pixel has no part of an allowed ratio.
        cropHeight = min(max(cropHeight, 1), height)
        cropWidth = min(max(cropWidth, 1), width)
        return Crop(
            top: (height - cropHeight) / 2, left: (width - cropWidth) / 2, height: cropHeight,
            width: cropWidth)
    }
}
