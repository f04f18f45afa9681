/// Mean and standard deviation of pixels as fractions of white; a pixel p becomes (p / 255 − mean) / sd.
public struct Normalisation: Hashable, Sendable {
    public let mean: Double
    /// Of the population.
    public let sd: Double

    /// Over all pixels of the chosen images. Sums are of whole numbers, so neither order nor number of
    /// threads can change them. `nil` when all pixels are equal.
    package init?(of set: ImageSet, images: [Int32]) {
        var occurrences = [Int](repeating: 0, count: 256)
        let size = set.shape.count
        set.pixels.withUnsafeBufferPointer { pixels in
            for image in images {
                for index in (Int(image) * size)..<((Int(image) + 1) * size) {
                    occurrences[Int(pixels[index])] += 1
                }
            }
        }
        let count = Double(images.count * size)
        var sum = 0
        var sumOfSquares = 0
        for (value, times) in occurrences.enumerated() {
            sum += value * times
            sumOfSquares += value * value * times
        }
        guard occurrences.count(where: { $0 > 0 }) > 1 else { return nil }
        let meanByte = Double(sum) / count
        mean = meanByte / 255
        sd = (Double(sumOfSquares) / count - meanByte * meanByte).squareRoot() / 255
    }

    /// What each byte becomes.
    package var table: [Float] { (0..<256).map { Float((Double($0) / 255 - mean) / sd) } }
}
