import AblateDatasets
import Testing

@Suite struct EvaluationBatchesTests {
    @Test(arguments: [1, 7, 10, 23, 100])
    func allTestImagesComeInOrderAndTheLastBatchIsSmaller(size: Int) throws {
        let dataset = tinyDataset(train: 10, test: 23, side: 28)
        let data = try PreparedData(dataset, side: 32)
        let batches = EvaluationBatches(data, batchSize: size)
        let all = try (0..<batches.count).map { try batches.batch(index: $0) }
        #expect(all.dropLast().allSatisfy { $0.count == size })
        #expect(all.flatMap(\.sampleIDs) == (0..<23).map(Int32.init))
        #expect(all.flatMap(\.labels) == dataset.test.labels.map(Int32.init))
        let table = data.normalisation.table
        let expected = (0..<23).flatMap { image in
            (0..<1024).map { pixel in
                let (y, x) = (pixel / 32 - 2, pixel % 32 - 2)
                guard (0..<28).contains(y), (0..<28).contains(x) else { return table[0] }
                return table[Int(dataset.test.pixels[image * 784 + y * 28 + x])]
            }
        }
        #expect(all.flatMap(\.images) == expected)
    }
}
