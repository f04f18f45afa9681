import AblateDatasets
import AblateWords
import Foundation
import Testing

/// The real program on data sets of every kind.
final class DataSetTrainingTests {
    private static let isLong = ProcessInfo.processInfo.environment["ABLATE_LONG_TESTS"] == "1"

    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ablate-data-\(UUID().uuidString)", isDirectory: true)
    private var results: URL { folder.appendingPathComponent("results") }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The class is a texture under noise: stripes across or stripes down.
    private func texture(_ label: Int, _ image: Int, side: Int, channels: Int) -> [UInt8] {
        var state = UInt32(truncatingIfNeeded: 7919 * label + image + 1)
        return (0..<side * side * channels).map { index in
            state = state &* 1_664_525 &+ 1_013_904_223
            let (row, column) = (index / channels / side, index / channels % side)
            return UInt8(state >> 26) + ((label == 0 ? row : column) % 8 < 4 ? 150 : 0)
        }
    }

    /// Half JPEG, half PNG, in two classes.
    private func makeImageFolder(train: Int, test: Int, side: Int) throws -> URL {
        let root = folder.appendingPathComponent("images")
        for (part, count) in [("train", train), ("val", test)] {
            for image in 0..<count {
                let pixels = texture(image % 2, image, side: side, channels: 3)
                let isPNG = image % 4 < 2
                let data =
                    isPNG
                    ? try ImageFiles.png(pixels, height: side, width: side, channels: 3)
                    : try ImageFiles.jpeg(pixels, height: side, width: side, channels: 3)
                let name = "\(part)/class-\(image % 2)/\(image).\(isPNG ? "png" : "jpg")"
                try ImageFiles.write(data, to: root.appendingPathComponent(name))
            }
        }
        return root
    }

    private func run(_ arguments: String...) throws -> Ablate.Output {
        try Ablate.run(
            ["run", "quick", "--results", results.path, "--threads", "1", "--retries", "0"] + arguments)
    }

    private func top1s() throws -> [Double] {
        let output = try Ablate.run([
            "query", "SELECT top1 FROM v_run ORDER BY study, seed", "--format", "csv", "--results",
            results.path,
        ])
        return output.standardOutput.split(separator: "\n").dropFirst().compactMap { Double($0) }
    }

    @Test func aFolderOfImagesTrainsByTheEnhancedRecipe() throws {
        let images = try makeImageFolder(train: 24, test: 12, side: 40)
        try ImageFiles.write(Data([1]), to: images.appendingPathComponent("train/@eaDir/thumbnail.jpg"))
        let output = try run(
            "--dataset", "image-folder", "--data", images.path, "--recipe", "enhanced", "--epochs", "1",
            "--batch-size", "8", "--train-images", "all", "--image-side", "32", "--steps",
            "resnet-50-original-recipe,resnet-50")
        #expect(output.status == 0, "\(output.standardError)")
        // Once, however many processes read the folder.
        let remarks = output.standardError.components(
            separatedBy: "Passed over: 1 folder that another program keeps (train/@eaDir).")
        #expect(remarks.count == 2, "\(output.standardError)")
        #expect(try top1s().count == 2)
    }

    @Test func aBadFileIsNamedAndStopsTheRunOrIsLeftOut() throws {
        let images = try makeImageFolder(train: 16, test: 8, side: 32)
        let bad = images.appendingPathComponent("train/class-0/0.png")
        try Data(try Data(contentsOf: bad).prefix(200)).write(to: bad)
        func train(_ policy: String) throws -> Ablate.Output {
            try run(
                "--dataset", "image-folder", "--data", images.path, "--epochs", "1", "--batch-size", "8",
                "--train-images", "16", "--image-side", "32", "--steps", "resnet-50", "--on-bad-image", policy
            )
        }
        let failing = try train("fail")
        #expect(failing.status == 1)
        #expect(failing.standardError.contains("train/class-0/0.png"), "\(failing.standardError)")
        let skipping = try train("skip")
        #expect(skipping.status == 0, "\(skipping.standardError)")
        #expect(skipping.standardError.contains("Left out: "), "\(skipping.standardError)")
    }

    /// The binary layout as it is distributed, unpacked, with fewer images.
    @Test func aCIFARTrains() throws {
        let root = folder.appendingPathComponent("cifar-10-batches-bin")
        for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
            var bytes = Data()
            for image in 0..<20 {
                bytes.append(UInt8(image % 10))
                // Colour by colour.
                for channel in 0..<3 {
                    bytes.append(contentsOf: texture(image % 2, image + channel, side: 32, channels: 1))
                }
            }
            try ImageFiles.write(bytes, to: root.appendingPathComponent(name))
        }
        let names = "airplane automobile bird cat deer dog frog horse ship truck"
        try Data(names.split(separator: " ").joined(separator: "\n").utf8)
            .write(to: root.appendingPathComponent("batches.meta.txt"))
        let output = try run(
            "--dataset", "cifar-10", "--data", folder.path, "--epochs", "1", "--batch-size", "10",
            "--train-images", "100", "--test-images", "20", "--steps", "patchify")
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try top1s().count == 1)
    }

    @Test func aRecipeIsChosenWithoutTheTestSet() throws {
        let images = try makeImageFolder(train: 20, test: 8, side: 32)
        let output = try run(
            "--dataset", "image-folder", "--data", images.path, "--epochs", "1", "--batch-size", "4",
            "--train-images", "12", "--test-images", "6", "--held-out", "--image-side", "32", "--steps",
            "resnet-50")
        #expect(output.status == 0, "\(output.standardError)")
        let query = try Ablate.run([
            "query", "SELECT json_extract(identity, '$.data.evaluation') AS part FROM run", "--format", "csv",
            "--results", results.path,
        ])
        #expect(query.standardOutput == "part\nheld-out\n")
    }

    // MARK: Long

    private static let fashionMNIST = try? Dataset.load(named: "fashion-mnist")

    /// The same 2,000 images from PNG and JPEG files and from IDX files.
    @Test(
        .enabled(if: isLong, "Long: run with ABLATE_LONG_TESTS=1."),
        .enabled(if: fashionMNIST != nil, "Fashion-MNIST is not installed."))
    func filesAndIDXTrainToTheSameAccuracy() throws {
        let dataset = try #require(Self.fashionMNIST)
        let images = folder.appendingPathComponent("images")
        let idx = folder.appendingPathComponent("idx")
        for (part, file, set, perClass) in [
            ("train", "train", dataset.train, 200), ("val", "t10k", dataset.test, 100),
        ] {
            var counts = [Int](repeating: 0, count: 10)
            var pixels = Data()
            var labels = Data()
            for index in 0..<set.count where counts[Int(set.labels[index])] < perClass {
                let label = Int(set.labels[index])
                counts[label] += 1
                let image = Array(set.pixels[(index * 784)..<((index + 1) * 784)])
                pixels.append(contentsOf: image)
                labels.append(UInt8(label))
                let isPNG = index % 2 == 0
                let data =
                    isPNG
                    ? try ImageFiles.png(image, height: 28, width: 28, channels: 1)
                    : try ImageFiles.jpeg(image, height: 28, width: 28, channels: 1)
                let name = "\(part)/\(label)/\(index).\(isPNG ? "png" : "jpg")"
                try ImageFiles.write(data, to: images.appendingPathComponent(name))
            }
            let count = [UInt8(labels.count >> 8), UInt8(labels.count & 255)]
            try ImageFiles.write(
                Data([0, 0, 8, 3, 0, 0] + count + [0, 0, 0, 28, 0, 0, 0, 28]) + pixels,
                to: idx.appendingPathComponent("\(file)-images-idx3-ubyte"))
            try ImageFiles.write(
                Data([0, 0, 8, 1, 0, 0] + count) + labels,
                to: idx.appendingPathComponent("\(file)-labels-idx1-ubyte"))
        }
        for data in [["image-folder", images.path], ["fashion-mnist", idx.path]] {
            let output = try run(
                "--dataset", data[0], "--data", data[1], "--train-images", "2000", "--test-images", "1000",
                "--image-side", "28", "--epochs", "6", "--seeds", "3", "--steps", "resnet-50")
            #expect(output.status == 0, "\(output.standardError)")
        }
        let top1s = try top1s()
        #expect(top1s.count == 6)
        let difference = (top1s.prefix(3).reduce(0, +) - top1s.suffix(3).reduce(0, +)) / 3
        // Of 1,000 test images and three seeds on either side, twice the standard error.
        #expect(abs(difference) < 0.025, "\(top1s)")
    }

    @Test(.enabled(if: isLong, "Long: run with ABLATE_LONG_TESTS=1."))
    func tenStepsOfResNet50At224PixelsFromJPEGFiles() throws {
        let images = try makeImageFolder(train: 80, test: 16, side: 300)
        let output = try run(
            "--regime", "resnet-50", "--dataset", "image-folder", "--data", images.path, "--recipe",
            "enhanced", "--epochs", "1", "--batch-size", "8", "--train-images", "80", "--test-images", "16",
            "--steps", "resnet-50")
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try top1s().count == 1)
    }
}
