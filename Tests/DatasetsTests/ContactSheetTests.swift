import AblateArchitectures
import AblateDatasets
import Testing

@Suite struct ContactSheetTests {
    private let shape = Shape(side: 32, channels: 3)

    @Test func imagesStandInRowsEnlargedWithInkBelow() {
        var sheet = ContactSheet(columns: 3)
        for index in 0..<5 {
            sheet.append(
                ByteImage(shape: shape, colour: [UInt8(40 * index), 0, 200]), caption: "class \(index)")
        }
        let image = sheet.image
        // Four times 32 pixels, and 6 between; 13 for a line of letters, twice as large.
        #expect(image.shape == Shape(height: 2 * (128 + 13 + 12) + 6, width: 3 * (128 + 6) + 6, channels: 3))
        func pixel(_ row: Int, _ column: Int) -> [UInt8] {
            Array(image.pixels[((row * image.shape.width + column) * 3)...].prefix(3))
        }
        #expect(pixel(6, 6) == [0, 0, 200])
        #expect(pixel(6 + 127, 6 + 127) == [0, 0, 200])
        #expect(pixel(6, 6 + 134) == [40, 0, 200])
        #expect(pixel(6 + 153, 6 + 134) == [160, 0, 200])
        #expect(pixel(0, 0) == [255, 255, 255])
        let caption = (6 + 128)..<(6 + 150)
        #expect(caption.contains { row in (0..<128).contains { pixel(row, 6 + $0) == [30, 30, 30] } })
        // The last place of the second row is empty.
        #expect(
            caption.allSatisfy { row in (274..<400).allSatisfy { pixel(row + 153, $0) == [255, 255, 255] } })
    }

    @Test func batchIsShownAsItIsTrainedOn() throws {
        let dataset = tinyDataset(train: 8, test: 8, side: 32, channels: 3)
        let data = try PreparedData(dataset, side: 32)
        var sheet = ContactSheet(columns: 1)
        sheet.append(
            try data.train.batch(of: [0, 3]), shape: shape, normalisation: data.normalisation,
            classNames: dataset.classNames)
        var expected = ContactSheet(columns: 1)
        expected.append(dataset.train.image(0), caption: "class 0")
        expected.append(dataset.train.image(3), caption: "class 3")
        #expect(sheet.image == expected.image)

        var mixed = try data.train.batch(of: [0, 3])
        mixed.ownShare = 0.7
        var other = ContactSheet(columns: 1)
        other.append(mixed, shape: shape, normalisation: data.normalisation, classNames: dataset.classNames)
        #expect(other.image != sheet.image)
        #expect(other.image.shape.height == sheet.image.shape.height + 2 * 13)
    }

    @Test func noCaptionReachesBeyondItsImage() {
        var sheet = ContactSheet(columns: 1)
        sheet.append(
            ByteImage(shape: shape, colour: [0, 0, 0]), caption: String(repeating: "wide ü 字", count: 40))
        let image = sheet.image
        for row in 0..<image.shape.height {
            let end = Array(image.pixels[..<((row + 1) * image.shape.width * 3)].suffix(18))
            #expect(end == [UInt8](repeating: 255, count: 18))
        }
        #expect(ContactSheet(columns: 2).image.shape == Shape(side: 1, channels: 1))
    }
}
