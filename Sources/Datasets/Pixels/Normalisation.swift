/// Mean and standard deviation of each channel as fractions of white; a pixel p becomes (p / 255 − mean) / sd.
package struct Normalisation: Hashable, Sendable {
    /// `[C]`
    package let means: [Double]
    /// `[C]`, of the population.
    package let sds: [Double]

    /// Those of ImageNet's training images that the field uses for photographs.
    package static let imageNet = Normalisation(means: [0.485, 0.456, 0.406], sds: [0.229, 0.224, 0.225])
    /// The means of the former over the channels, for photographs in grey.
    package static let greyImageNet = Normalisation(means: [0.449], sds: [0.226])

    init(means: [Double], sds: [Double]) {
        self.means = means
        self.sds = sds
    }

    /// Over all pixels of the chosen images. Sums are of whole numbers, so neither order nor number of
    /// threads can change them. `nil` when all pixels of a channel are equal.
    package init?(of set: ImageSet, images: [Int32]) {
        let channels = set.shape.channels
        var occurrences = [Int](repeating: 0, count: 256 * channels)
        let size = set.shape.count
        set.pixels.withUnsafeBufferPointer { pixels in
            for image in images {
                for start in stride(from: Int(image) * size, to: (Int(image) + 1) * size, by: channels) {
                    for channel in 0..<channels {
                        occurrences[256 * channel + Int(pixels[start + channel])] += 1
                    }
                }
            }
        }
        let count = Double(images.count * set.shape.pixels)
        var (means, sds) = ([Double](), [Double]())
        for channel in 0..<channels {
            var sum = 0
            var sumOfSquares = 0
            var values = 0
            for value in 0..<256 {
                let times = occurrences[256 * channel + value]
                sum += value * times
                sumOfSquares += value * value * times
                values += times > 0 ? 1 : 0
            }
            guard values > 1 else { return nil }
            let meanByte = Double(sum) / count
            means.append(meanByte / 255)
            sds.append((Double(sumOfSquares) / count - meanByte * meanByte).squareRoot() / 255)
        }
        self.init(means: means, sds: sds)
    }

    /// What each byte becomes: `[C, 256]`.
    package var table: [Float] {
        zip(means, sds).flatMap { mean, sd in (0..<256).map { Float((Double($0) / 255 - mean) / sd) } }
    }

    /// The mean as a colour.
    package var meanColour: [UInt8] {
        means.map { UInt8(min(($0 * 255).rounded(.toNearestOrEven), 255)) }
    }

    /// The byte that became `value` in `channel`, nearest and within range.
    package func byte(_ value: Float, channel: Int) -> UInt8 {
        let byte = (Double(value) * sds[channel] + means[channel]) * 255
        return byte.isFinite ? UInt8(min(max(byte, 0), 255).rounded()) : 0
    }
}
