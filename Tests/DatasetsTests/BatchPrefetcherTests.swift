import AblateDatasets
import AblateRuns
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct BatchPrefetcherTests {
    private func batches() throws -> TrainingBatches {
        try TrainingBatches(
            PreparedData(tinyDataset(train: 50, test: 23, side: 28), side: 32), batchSize: 8,
            augmentation: Augmentation(cropPadding: 2, horizontalFlip: true), seed: 1)
    }

    private func rest(_ prefetcher: BatchPrefetcher) throws -> [Batch] {
        var all: [Batch] = []
        while let batch = try prefetcher.next() { all.append(batch) }
        return all
    }

    @Test(arguments: [0, 1, 5, 6, 9], [1, 2, 20])
    func batchesAreThoseOfThePureFunctionFromAnyStart(start: Int, depth: Int) throws {
        let batches = try batches()
        let prefetcher = BatchPrefetcher(batches, epoch: 2, from: start, depth: depth)
        let expected = try (min(start, 6)..<6).map { try batches.batch(epoch: 2, index: $0) }
        #expect(try rest(prefetcher) == expected)
        #expect(try prefetcher.next() == nil)
    }

    @Test func testBatchesAreThoseOfThePureFunction() throws {
        let data = try PreparedData(tinyDataset(train: 50, test: 23, side: 28), side: 32)
        let batches = EvaluationBatches(data, batchSize: 10)
        let expected = try (0..<3).map { try batches.batch(index: $0) }
        #expect(try rest(BatchPrefetcher(batches)) == expected)
    }

    @Test func noMoreThanTheDepthIsMadeAheadAndNothingAfterTheDrop() throws {
        let made = Counter()
        let blocked = DispatchSemaphore(value: 0)
        let empty = Batch(images: [], labels: [], sampleIDs: [])
        var prefetcher: BatchPrefetcher? = BatchPrefetcher(0..<1000, depth: 3) { _ in
            blocked.wait()
            made.increment()
            return empty
        }
        for _ in 0..<10 { blocked.signal() }
        for _ in 0..<4 { _ = try prefetcher?.next() }
        prefetcher = nil
        for _ in 0..<990 { blocked.signal() }
        // Four were handed out and three more asked for; give more than these the time to appear.
        made.wait(for: 7)
        Thread.sleep(forTimeInterval: 0.05)
        #expect(made.value == 7)
    }

    @Test func droppingFreesTheDataWithoutReading() throws {
        final class Token: Sendable {}
        weak var watched: Token?
        do {
            let token = Token()
            watched = token
            let prefetcher = BatchPrefetcher(0..<100, depth: 2) { [token] _ in
                _ = token
                return Batch(images: [1], labels: [0], sampleIDs: [0])
            }
            _ = try prefetcher.next()
        }
        let end = Date().addingTimeInterval(10)
        while watched != nil && Date() < end { Thread.sleep(forTimeInterval: 0.001) }
        #expect(watched == nil)
    }

    @Test func failureReachesTheConsumerInItsPlace() throws {
        let empty = Batch(images: [], labels: [], sampleIDs: [])
        let prefetcher = BatchPrefetcher(0..<3, depth: 2) { (index) throws(DatasetError) in
            if index == 1 { throw .noGoodImages(count: 7) }
            return empty
        }
        #expect(try prefetcher.next() == empty)
        #expect(throws: DatasetError.noGoodImages(count: 7)) { try prefetcher.next() }
        #expect(try prefetcher.next() == empty)
        #expect(try prefetcher.next() == nil)
    }

    @Test func manyPrefetchersMayBeDroppedAtOnce() throws {
        let batches = try batches()
        for start in 0..<300 {
            let prefetcher = BatchPrefetcher(batches, epoch: start, from: start % 6)
            if start.isMultiple(of: 3) { _ = try prefetcher.next() }
        }
    }
}

private final class Counter: @unchecked Sendable {
    /// Guards `count` and signals its growth.
    private let condition = NSCondition()
    private var count = 0

    var value: Int { condition.withLock { count } }

    func increment() {
        condition.withLock {
            count += 1
            condition.broadcast()
        }
    }

    func wait(for value: Int) {
        condition.withLock {
            while count < value { condition.wait() }
        }
    }
}
