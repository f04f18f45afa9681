import AblateRunner
import Foundation
import Testing

@Suite("Timings of a results folder")
struct TimingStoreTests {
    private let machine = TimingMachine(
        cpuModel: "c", instructionSet: "baseline", threads: 2, binarySHA256: "b0")
    private let timing = StepTiming(
        startSeconds: 1, trainStepSeconds: 0.5, testImageSeconds: 0.01, peakMemoryBytes: 1000)

    @Test func aTimingIsKeptForItsRowItsMachineAndAllSeeds() throws {
        let folder = try TemporaryFolder()
        let runs = try Fixture.plan(["resnet-50", "patchify"], seeds: [0, 1]).runs
        var store = TimingStore(folder.results)
        #expect(store.timing(of: runs[0].identity, on: machine) == nil)
        #expect(folder.contents.isEmpty)
        try store.keep(timing, of: runs[0].identity, on: machine)

        let again = TimingStore(folder.results)
        #expect(again.timing(of: runs[0].identity, on: machine) == timing)
        #expect(again.timing(of: runs[2].identity, on: machine) == timing)
        #expect(again.timing(of: runs[1].identity, on: machine) == nil)
        var changed = runs[0].identity
        changed.recipe.epochs = 300
        #expect(again.timing(of: changed, on: machine) == timing)
        changed.recipe.batchSize = 1
        #expect(again.timing(of: changed, on: machine) == nil)
        for field in [\TimingMachine.cpuModel, \.instructionSet, \.binarySHA256] {
            var other = machine
            other[keyPath: field] = "other"
            #expect(again.timing(of: runs[0].identity, on: other) == nil)
        }
    }

    @Test func twoStoresOfOneFolderLoseNothing() throws {
        let folder = try TemporaryFolder()
        let runs = try Fixture.plan(["resnet-50", "patchify"]).runs
        var (first, second) = (TimingStore(folder.results), TimingStore(folder.results))
        try first.keep(timing, of: runs[0].identity, on: machine)
        try second.keep(timing, of: runs[1].identity, on: machine)
        let store = TimingStore(folder.results)
        #expect(store.timing(of: runs[0].identity, on: machine) == timing)
        #expect(store.timing(of: runs[1].identity, on: machine) == timing)
    }

    @Test func aDamagedFileCountsAsEmpty() throws {
        let folder = try TemporaryFolder()
        try Data("[{".utf8).write(to: TimingStore(folder.results).file)
        let run = try Fixture.plan(["resnet-50"]).runs[0]
        var store = TimingStore(folder.results)
        #expect(store.timing(of: run.identity, on: machine) == nil)
        try store.keep(timing, of: run.identity, on: machine)
        #expect(TimingStore(folder.results).timing(of: run.identity, on: machine) == timing)
    }
}
