import AblateRunner
import Testing

@Suite struct ProcessSplitTests {
    private func split(
        jobs: Int? = nil, threads: Int? = nil, processors: Int = 4, runs: Int = 16,
        macsPerStep: Int = 1_000_000_000
    ) -> [Int] {
        let split = ProcessSplit(
            jobs: jobs, threads: threads, processors: processors, runs: runs, macsPerStep: macsPerStep)
        return [split.jobs, split.threads]
    }

    @Test func smallNetworksAreTrainedByOneThreadEach() { #expect(split() == [4, 1]) }

    @Test func aLargeNetworkHasAllProcessors() { #expect(split(macsPerStep: 30_000_000_000) == [1, 4]) }

    @Test func fewRunsShareTheProcessors() {
        #expect(split(runs: 1) == [1, 4])
        #expect(split(processors: 8, runs: 3) == [3, 2])
    }

    @Test func whatIsAskedForIsKept() {
        #expect(split(jobs: 2) == [2, 2])
        #expect(split(threads: 2) == [2, 2])
        #expect(split(jobs: 3, threads: 5) == [3, 5])
        #expect(split(jobs: 8) == [8, 1])
        #expect(split(threads: 9) == [1, 9])
    }
}
