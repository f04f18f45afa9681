import AblateDatasets
import AblateRuns
import AblateTables
import AblateWords
import ArgumentParser
import Foundation

struct DataBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Times reading and augmenting training images, in images a second of one core.",
        discussion: """
            Each row is one pass over the images, timed by the processor's time, best of --passes: without \
            augmentation, with random resized crop and flip, and with the enhanced recipe's augmentation. Training \
            does this on a thread beside the engine's.

            EXAMPLES
              \(Program.name) data benchmark fashion-mnist
              \(Program.name) data benchmark image-folder --data ~/imagenette --images 1000
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: FormatOption

    @Option(help: "Images a pass.")
    var images = 200

    @Option(help: "Passes, of which the fastest counts.")
    var passes = 5

    @Option(help: "Pixels a side that images are brought to. (default: 32, for an image folder 224)")
    var imageSide: Int?

    func run() throws {
        try check("images", images, isValid: { $0 >= 1 }, "1 or more")
        try check("passes", passes, isValid: { (1...1000).contains($0) }, "from 1 to 1000")
        let source = try data.load()
        var table = Table(columns: [
            .init("augmentation"), .init("image_side", "side"), .init("images"),
            .init("images_per_second", "images/s"),
            .init("milliseconds_per_image", "ms/image"),
        ])
        do {
            let prepared = try PreparedData(source, side: imageSide)
            var cropped = Augmentation(horizontalFlip: true)
            cropped.randomResizedCrop = RandomResizedCrop()
            for (name, augmentation) in [
                ("none", Augmentation(horizontalFlip: false)), ("crop and flip", cropped),
                ("enhanced", .enhanced),
            ] {
                let seconds = try seconds(prepared, augmentation)
                let count = Double(min(images, prepared.train.count))
                table.append([
                    .text(name), .integer(prepared.selection.imageSide), .integer(Int(count)),
                    .real(count / seconds, decimals: 0), .real(seconds / count * 1000, decimals: 3),
                ])
            }
        } catch {
            throw DataOptions.failure(error)
        }
        print(output.text(of: table))
    }

    /// Processor time of the fastest pass.
    private func seconds(
        _ prepared: PreparedData, _ augmentation: Augmentation
    ) throws(DatasetError) -> Double {
        let count = min(images, prepared.train.count)
        // Batches as small as they get in training, so that their memory is taken anew as often.
        let size = min(count, 32)
        let batches = try TrainingBatches(prepared, batchSize: size, augmentation: augmentation, seed: 0)
        var best = Double.infinity
        for pass in 0..<passes {
            let start = Self.processorSeconds
            for index in 0..<max(count / size, 1) { _ = try batches.batch(epoch: pass, index: index) }
            let share = Double(count) / Double(max(count / size, 1) * size)
            best = min(best, (Self.processorSeconds - start) * share)
        }
        return best
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

extension PreparedData {
    /// All images at `side`; when `nil`, at the side that such data is usually trained at.
    init(_ source: DataSource, side: Int?) throws(DatasetError) {
        let usual = if case .folder = source { 224 } else { 32 }
        try self.init(
            source, try source.selection(trainImages: nil, testImages: nil, imageSide: side ?? usual))
    }
}
