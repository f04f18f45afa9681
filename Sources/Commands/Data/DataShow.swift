import AblateDatasets
import AblateRuns
import AblateWords
import ArgumentParser
import Foundation

struct DataShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Draws training images with their labels into a PNG file, to look at what is trained on.",
        discussion: """
            With --augmented the images are those of a batch under the paper's enhanced recipe: random resized crop, \
            flip, RandAugment, random erasing, and mixup or CutMix, with the shares of both labels.

            EXAMPLES
              \(Program.name) data show fashion-mnist -o sheet.png
              \(Program.name) data show fashion-mnist --augmented -o sheet.png
              \(Program.name) data show image-folder --data ~/imagenette --augmented -o sheet.png
            """)

    @OptionGroup var data: DataOptions

    @Flag(help: "As the enhanced recipe changes them.")
    var augmented = false

    @Flag(help: "With --augmented: without mixup and CutMix.")
    var noMixing = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The PNG file to write; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var output: String

    @Option(help: "Images on the sheet.")
    var images = 24

    @Option(help: "Images in a row.")
    var columns = 6

    @Option(help: "Pixels a side that images are brought to. (default: 32, for an image folder 224)")
    var imageSide: Int?

    @Option(help: "Seed of order and augmentation.")
    var seed = 0

    @Option(help: "Epoch whose first batch is shown.")
    var epoch = 1

    func run() throws {
        try check("images", images, isValid: { (1...10_000).contains($0) }, "from 1 to 10000")
        try check("columns", columns, isValid: { (1...100).contains($0) }, "from 1 to 100")
        try check("epoch", epoch, isValid: { (0...1_000_000).contains($0) }, "from 0 to 1000000")
        if noMixing && !augmented {
            throw ExitCode.usage("--no-mixing says something only with --augmented.")
        }
        let source = try data.load()
        let file: [UInt8]
        do {
            file = try sheet(of: source).png()
        } catch let error as DatasetError {
            throw DataOptions.failure(error)
        } catch {
            throw ExitCode.failure("The sheet cannot be made: it \(error).", status: 70)
        }
        do {
            try ExportFile.write(file, to: output)
        } catch let error as ExportFileError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        }
        if output != "-" { print("Wrote \(output).") }
    }

    private func sheet(of source: DataSource) throws -> ByteImage {
        let prepared = try PreparedData(source, side: imageSide)
        let augmentation =
            augmented
            ? (noMixing ? Augmentation.enhanced.withoutMixing : .enhanced)
            : Augmentation(horizontalFlip: false)
        let batches = try TrainingBatches(
            prepared, batchSize: min(images, prepared.train.count), augmentation: augmentation, seed: seed)
        var sheet = ContactSheet(columns: columns)
        sheet.append(
            try batches.batch(epoch: epoch, index: 0), shape: prepared.train.shape,
            normalisation: prepared.normalisation, classNames: prepared.classNames)
        for image in prepared.train.badImages.images { StandardError.say("\(image)") }
        return sheet.image
    }
}
