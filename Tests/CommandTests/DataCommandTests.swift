import Foundation
import Testing

@Suite struct DataCommandTests {
    /// A folder that is gone when the last reference is.
    private final class Scratch {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-\(UUID().uuidString)"
        ).path

        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ bytes: Data, as name: String) throws {
            let url = URL(fileURLWithPath: path).appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: url)
        }

        func bytes(_ name: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }

    private static let images = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("DatasetsTests/Goldens/images")

    private func imageFolder() throws -> Scratch {
        let scratch = try Scratch()
        for (name, place) in [
            ("colour.png", "train/cat/a.png"), ("grey.jpg", "train/cat/b.jpg"),
            ("cmyk.jpg", "train/dog/a.jpg"), ("palette.png", "train/dog/b.png"),
            ("grey.png", "val/cat/a.png"), ("large.jpg", "val/dog/a.jpg"),
        ] {
            try scratch.write(
                Data(contentsOf: Self.images.appendingPathComponent(name)), as: place)
        }
        return scratch
    }

    private func rows(_ text: String) throws -> [[String: Any]] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test func listSaysWhatIsThereAndWhatIsNot() throws {
        let scratch = try imageFolder()
        let output = try Ablate.run(["data", "list", "--data", scratch.path, "--format", "json"])
        #expect(output.status == 0)
        let rows = try rows(output.standardOutput)
        #expect(
            rows.map { $0["name"] as? String } == [
                "fashion-mnist", "mnist", "cifar-10", "cifar-100", "image-folder",
            ])
        #expect(rows.map { $0["found"] as? Bool } == [false, false, false, false, true])
        #expect(rows[4]["train_images"] as? Int == 4)
        #expect(rows[4]["test_images"] as? Int == 2)
        #expect(rows[4]["classes"] as? Int == 2)
        #expect((rows[4]["sha256"] as? String)?.count == 64)

        try scratch.write(Data([1, 2, 3]), as: "cifar-10/cifar-10-binary.tar.gz")
        let damaged = try Ablate.run(["data", "list", "--data", scratch.path, "--format", "json"])
        #expect(damaged.status == 0)
        let cifar = try self.rows(damaged.standardOutput)[2]
        #expect(cifar["found"] as? Bool == true)
        #expect(cifar["bytes"] as? Int == 3)
        #expect((cifar["problem"] as? String)?.contains("is damaged") == true)
    }

    @Test func checkListsTheBadOnesAndFailsUnlessTheyAreSkipped() throws {
        let scratch = try imageFolder()
        let arguments = ["data", "check", "image-folder", "--data", scratch.path]
        let good = try Ablate.run(arguments)
        #expect(good.status == 0)
        #expect(good.standardOutput.isEmpty)
        #expect(good.standardError == "6 images of 2 classes checked, all good.\n")

        try scratch.write(scratch.bytes("train/cat/a.png").prefix(3000), as: "train/cat/a.png")
        try scratch.write(Data(), as: "val/dog/empty.jpg")
        let bad = try Ablate.run(arguments + ["--format", "json"])
        #expect(bad.status == 65)
        #expect(bad.standardError == "7 images of 2 classes checked, 2 bad.\n")
        let rows = try rows(bad.standardOutput)
        #expect(
            rows.map { $0["path"] as? String } == [
                "\(scratch.path)/train/cat/a.png", "\(scratch.path)/val/dog/empty.jpg",
            ])
        #expect((rows[0]["fault"] as? String)?.hasPrefix("is cut short") == true)
        let skipped = try Ablate.run(arguments + ["--on-bad-image", "skip"])
        #expect(skipped.status == 0)
        #expect(skipped.standardOutput.contains("is empty"))
    }

    @Test func checkSaysWhatWasPassedOverAndCountsOneAsOne() throws {
        let scratch = try imageFolder()
        try FileManager.default.removeItem(atPath: "\(scratch.path)/train/dog")
        try FileManager.default.removeItem(atPath: "\(scratch.path)/val/dog")
        try scratch.write(scratch.bytes("val/cat/a.png"), as: "train/__MACOSX/cat/._a.png")
        let output = try Ablate.run(["data", "check", "image-folder", "--data", scratch.path])
        #expect(output.status == 0)
        #expect(
            output.standardError == "Passed over: 1 folder that another program keeps (train/__MACOSX).\n"
                + "3 images of 1 class checked, all good.\n")
    }

    @Test func showDrawsASheet() throws {
        let scratch = try imageFolder()
        let sheet = scratch.path + "/sheet.png"
        for options in [["--image-side", "64"], ["--augmented"], ["--augmented", "--no-mixing"]] {
            let output = try Ablate.run(
                ["data", "show", "image-folder", "--data", scratch.path, "-o", sheet] + options)
            #expect(output.status == 0, "\(output.standardError)")
            #expect(output.standardOutput == "Wrote \(sheet).\n")
            #expect(try scratch.bytes("sheet.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
        try scratch.write(Data("no image".utf8), as: "train/dog/a.jpg")
        let arguments = ["data", "show", "image-folder", "--data", scratch.path, "-o", sheet]
        let failed = try Ablate.run(arguments)
        #expect(failed.status == 65)
        #expect(
            failed.standardError.hasPrefix("\(scratch.path)/train/dog/a.jpg should be a JPEG or PNG image"))
        let skipped = try Ablate.run(arguments + ["--on-bad-image", "skip"])
        #expect(skipped.status == 0)
        #expect(skipped.standardError.hasPrefix("\(scratch.path)/train/dog/a.jpg should be"))
    }

    @Test func benchmarkTimesEveryKind() throws {
        let scratch = try imageFolder()
        let output = try Ablate.run([
            "data", "benchmark", "image-folder", "--data", scratch.path, "--image-side", "32", "--images",
            "4",
            "--passes", "1", "--format", "json",
        ])
        #expect(output.status == 0, "\(output.standardError)")
        let rows = try rows(output.standardOutput)
        #expect(rows.map { $0["augmentation"] as? String } == ["none", "crop and flip", "enhanced"])
        #expect(rows.allSatisfy { ($0["images_per_second"] as? Double ?? 0) > 0 })
    }

    /// Arguments that are refused, the status, and how the sentence begins.
    @Test(arguments: [
        (
            ["check", "imagenet"], 64,
            "There is no data set 'imagenet'; known: fashion-mnist, mnist, cifar-10"
        ),
        (["check", "image-folder"], 64, "A folder of images has no usual place; pass --data FOLDER"),
        (["check", "mnist", "--data", "/nonexistent"], 66, "The data set mnist was not found"),
        (
            ["check", "image-folder", "--data", "/nonexistent"], 66,
            "/nonexistent should hold the folders train"
        ),
        (
            ["show", "mnist", "-o", "x.png", "--columns", "0"], 64,
            "--columns must be from 1 to 100, but is 0."
        ),
        (["show", "mnist", "-o", "x.png", "--no-mixing"], 64, "--no-mixing says something only with"),
        (["fetch", "cifar10"], 64, "There is no data set 'cifar10' to fetch; did you mean 'cifar-10'"),
        (
            ["fetch", "mnist", "--url", "ftp://x/"], 64,
            "'ftp://x/train-images-idx3-ubyte.gz' is not an address"
        ),
    ])
    func mistakesAreOneSentence(arguments: [String], status: Int32, sentence: String) throws {
        let scratch = try Scratch()
        let output = try Ablate.run(["data"] + arguments, in: URL(fileURLWithPath: scratch.path))
        #expect(output.status == status)
        #expect(output.standardOutput.isEmpty)
        #expect(output.standardError.hasPrefix(sentence), "\(output.standardError)")
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
    }

    @Test(arguments: ["list", "check", "show", "fetch", "benchmark"])
    func helpHasExamples(command: String) throws {
        let output = try Ablate.run(["data", command, "--help"])
        #expect(output.status == 0)
        #expect(output.standardOutput.contains("EXAMPLES\n  ablate data \(command)"))
    }
}
