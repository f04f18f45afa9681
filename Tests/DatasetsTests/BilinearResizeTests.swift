import AblateArchitectures
import AblateDatasets
import Testing

@Suite struct BilinearResizeTests {
    private func resize(_ pixels: [UInt8], from shape: Shape, side: Int, start: Int = 0) -> [UInt8] {
        var image: [UInt8] = []
        var scratch: [Float] = []
        BilinearResize(from: shape, side: side).resize(pixels, from: start, into: &image, scratch: &scratch)
        return image
    }

    private func pattern(_ shape: Shape) -> [UInt8] {
        (0..<shape.count).map { UInt8(($0 * 89 + 31) % 256) }
    }

    /// PyTorch 2.13, float64: `interpolate(x, size=(s, s), mode="bilinear", align_corners=False,
    /// antialias=False).round()` of the same pattern.
    @Test func valuesArePyTorchs() {
        let enlarged = Shape(height: 3, width: 5, channels: 2)
        #expect(
            resize(pattern(enlarged), from: enlarged, side: 7) == [
                31, 120, 133, 75, 187, 93, 131, 220, 75, 164, 129, 109, 231, 64,
                48, 137, 129, 93, 178, 100, 148, 201, 93, 145, 131, 105, 212, 81,
                101, 190, 119, 145, 152, 121, 201, 143, 145, 88, 136, 95, 154, 134,
                153, 242, 108, 197, 126, 142, 253, 86, 197, 30, 142, 84, 97, 186,
                96, 185, 114, 140, 147, 116, 196, 138, 140, 83, 131, 90, 149, 129,
                38, 127, 119, 83, 168, 90, 138, 191, 82, 135, 121, 95, 202, 71,
                19, 108, 121, 63, 175, 81, 119, 208, 63, 152, 117, 97, 219, 52,
            ])
        let reduced = Shape(height: 7, width: 6, channels: 1)
        #expect(
            resize(pattern(reduced), from: reduced, side: 4) == [
                62, 195, 72, 206, 100, 210, 111, 52, 138, 80, 150, 91, 177, 118, 148, 90,
            ])
        let point = Shape(side: 1, channels: 3)
        #expect(
            resize(pattern(point), from: point, side: 2) == [
                31, 120, 209, 31, 120, 209, 31, 120, 209, 31, 120, 209,
            ])
    }

    @Test func constantAndEqualSizedImagesStayAsTheyAre() {
        for value: UInt8 in [0, 1, 127, 254, 255] {
            let image = [UInt8](repeating: value, count: 28 * 28)
            #expect(
                resize(image, from: Shape(side: 28, channels: 1), side: 61)
                    == [UInt8](repeating: value, count: 61 * 61))
        }
        let shape = Shape(side: 9, channels: 2)
        #expect(resize(pattern(shape), from: shape, side: 9) == pattern(shape))
    }

    @Test func imageInTheMiddleOfASetIsFound() {
        let shape = Shape(side: 5, channels: 1)
        let set = noise(3 * 25, seed: 1)
        #expect(
            resize(set, from: shape, side: 8, start: 25) == resize(Array(set[25..<50]), from: shape, side: 8))
    }

    @Test func batchesHoldResizedImages() throws {
        let dataset = tinyDataset(train: 10, test: 10, side: 28)
        let data = try PreparedData(dataset, side: 40)
        #expect(data.train.shape == Shape(side: 40, channels: 1))
        let image = resize(dataset.test.pixels, from: dataset.test.shape, side: 40, start: 3 * 784)
        #expect(try data.test.batch(of: [3]).images == image.map { data.normalisation.table[Int($0)] })
    }
}
