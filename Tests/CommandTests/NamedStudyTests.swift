import Foundation
import Testing

/// Names of studies, and several data sets in one results folder, through the executable.
final class NamedStudyTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ablate-names-\(UUID().uuidString)", isDirectory: true)
    private var results: URL { folder.appendingPathComponent("results") }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A folder of 12 images to train on and 6 to test, of two classes.
    private func images(_ name: String, brightness: UInt8) throws -> String {
        let root = folder.appendingPathComponent(name)
        for (part, count) in [("train", 12), ("val", 6)] {
            for image in 0..<count {
                let pixels = (0..<16 * 16 * 3).map {
                    UInt8(truncatingIfNeeded: $0 * (image % 2 + 1)) / 2 + brightness
                }
                try ImageFiles.write(
                    try ImageFiles.png(pixels, height: 16, width: 16, channels: 3),
                    to: root.appendingPathComponent("\(part)/class-\(image % 2)/\(name)-\(image).png"))
            }
        }
        return root.path
    }

    private func ablate(_ command: String, _ arguments: String...) throws -> Ablate.Output {
        try Ablate.run([command] + arguments + ["--results", results.path])
    }

    private func study(_ command: String, _ data: String?, _ more: String...) throws -> Ablate.Output {
        try Ablate.run(
            [
                command, "quick", "--dataset", "image-folder", "--epochs", "1", "--batch-size", "4",
                "--train-images", "12", "--test-images", "6", "--image-side", "16", "--steps", "resnet-50",
                "--results", results.path,
            ] + (data.map { ["--data", $0] } ?? []) + (command == "run" ? ["--threads", "1"] : []) + more)
    }

    private func studies() throws -> [[String: Any]] {
        let output = try ablate("studies", "--format", "json")
        #expect(output.status == 0, "\(output.standardError)")
        return try #require(
            try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [[String: Any]])
    }

    private func names() throws -> [String?] { try studies().map { $0["study"] as? String } }

    private func trained() throws -> String {
        try ablate("query", "SELECT count(*) FROM attempt", "--format", "csv").standardOutput
    }

    @Test func aSecondFolderOfImagesUnderTheSameFlagsIsAnotherStudy() throws {
        let (first, second) = (try images("cats", brightness: 10), try images("dogs", brightness: 90))
        let planned = try study("plan", first, "--no-timing")
        #expect(planned.status == 0, "\(planned.standardError)")
        let name = try #require(planned.standardOutput.split(separator: ":").first.map(String.init))
        #expect(name.wholeMatch(of: /quick-[0-9a-f]{8}/) != nil)
        #expect(try study("run", first).status == 0)
        #expect(try names() == [name])

        // Planned under the name that it is then run under.
        let before = try study("plan", second, "--no-timing")
        #expect(before.status == 0 && before.standardOutput.contains("To do: 1 of 1 run"))
        let ran = try study("run", second)
        #expect(ran.status == 0, "\(ran.standardError)")
        let both = try names().compactMap(\.self)
        #expect(both.count == 2 && both.contains(name))
        let other = try #require(both.first { $0 != name })
        #expect(before.standardOutput.hasPrefix("\(other): "))

        // One database with both, each found again by its images.
        for (data, study) in [(first, name), (second, other)] {
            let status = try self.study("status", data, "--format", "json").standardOutput
            #expect(status.contains(#""study": "\#(study)""#) && status.contains(#""done": 1"#))
            #expect(try ablate("status", study).standardOutput.contains("1 done"))
            #expect(try ablate("report", study, "--format", "csv", "-o", "-").status == 0)
        }
        #expect(try trained().hasSuffix("\n2\n"))
        #expect(try study("run", first).status == 0)
        #expect(try trained().hasSuffix("\n2\n"))

        // Without the images the flags alone do not tell which.
        let unclear = try study("status", nil)
        #expect(unclear.status == 64)
        #expect(
            unclear.standardError.contains("name one with --name") && unclear.standardError.contains(other))
        #expect(try study("status", nil, "--name", other).standardOutput.contains("\(other): 1 run: 1 done"))
        #expect(try ablate("report", "--compare", name, other).status == 0)
        #expect(try ablate("report").standardError.hasPrefix("Name a study: "))
    }

    @Test func aTakenNameIsRefusedOrGetsASuffix() throws {
        let (first, second) = (try images("cats", brightness: 10), try images("dogs", brightness: 90))
        #expect(try study("run", first, "--name", "pets").status == 0)
        let taken = try study("run", second, "--name", "pets")
        #expect(taken.status == 65)
        #expect(taken.standardError.hasPrefix("The name 'pets' belongs to another study ("))
        #expect(taken.standardError.contains("this one has files of the SHA-256 "))
        #expect(taken.standardError.filter { $0 == "\n" }.count == 1)
        let named = try study("run", first, "--name", "animals")
        #expect(named.status == 64)
        #expect(named.standardError.contains("recorded under the name 'pets'; leave --name out"))
        #expect(named.standardError.contains("`ablate rename pets animals`"))
        #expect(try names() == ["pets"])

        // Continued without the name, by the name alone, and reported as the only one.
        #expect(try study("run", first).status == 0)
        #expect(try ablate("run", "pets", "--data", first, "--seeds", "3,7", "--threads", "1").status == 0)
        #expect(try studies()[0]["seeds"] as? String == "0,3,7")
        let table = try ablate("studies").standardOutput
        #expect(
            table.contains("3 of 3 done") && table.hasSuffix("\n1 study in \(results.path).\n"), "\(table)")
        #expect(try trained().hasSuffix("\n3\n"))
        let otherImages = try ablate("run", "pets", "--data", second)
        #expect(otherImages.status == 65 && otherImages.standardError.contains("give the folder of its own"))
        let flag = try ablate("status", "pets", "--epochs", "2")
        #expect(flag.status == 64 && flag.standardError.contains("what --epochs changes"))
        #expect(try ablate("report", "--format", "csv", "-o", "-").status == 0)
    }

    @Test(arguments: ["a b", "-x", " ", "a/b", "$HOME", ".x"])
    func aNameThatNeedsQuotesIsRefused(name: String) throws {
        let output = try study("plan", folder.path, "--name=\(name)")
        #expect(output.status == 64)
        #expect(output.standardError.hasPrefix("--name must be letters, digits and ._-=+,@"))
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
    }

    @Test(arguments: ["0", "-1", "4-0", "3,3", "", "3,,7", "-1,2", "x", "99999999999999999999"])
    func seedsThatAreNoneAreOneSentence(seeds: String) throws {
        // Nothing after the sign is the parser's to refuse.
        for arguments in [["--seeds", seeds]] + (seeds.isEmpty ? [] : [["--seeds=\(seeds)"]]) {
            let output = try Ablate.run(["plan", "quick", "--results", results.path] + arguments)
            #expect(output.status == 64)
            #expect(
                output.standardError.hasPrefix("--seeds must be a number of seeds from 1 to 10000, or seeds"))
            #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        }
    }

    /// Names with many changes, in every place where one becomes a file.
    @Test func fifteenChangesAreAStudyLikeAnyOther() throws {
        let images = try images("cats", brightness: 10)
        let flags = [
            "--learning-rate", "0.0123456789", "--weight-decay", "0.0123456789", "--label-smoothing",
            "0.0123456789",
            "--drop-path-rate", "0.0123456789", "--warmup-fraction", "0.0123456789", "--recipe.beta1",
            "0.9123456789",
            "--recipe.beta2", "0.9123456789", "--recipe.epsilon", "0.0000123456789", "--recipe.momentum",
            "0.8123456789",
            "--recipe.weightDecayScope", "every-tensor", "--recipe.augmentation.randomErasing", "default",
            "--recipe.finalLearningRate", "0.00123456789", "--recipe.weightAverage.decay", "0.9123456789",
        ]
        func command(_ name: String) throws -> Ablate.Output {
            try Ablate.run(
                [
                    name, "quick", "--dataset", "image-folder", "--data", images, "--epochs", "1",
                    "--batch-size", "4",
                ]
                    + [
                        "--train-images", "12", "--test-images", "6", "--image-side", "16", "--steps",
                        "resnet-50",
                    ]
                    + flags + ["--results", results.path] + (name == "plan" ? ["--no-timing"] : []))
        }
        let planned = try command("plan")
        #expect(planned.status == 0, "\(planned.standardError)")
        let ran = try command("run")
        #expect(ran.status == 0, "\(ran.standardError)")
        let study = try #require(try studies().first)
        let name = try #require(study["study"] as? String)
        #expect(planned.standardOutput.hasPrefix("\(name): "))
        #expect((study["declares"] as? String)?.contains("recipe.weightDecayScope=every-tensor") == true)
        #expect((study["declares"] as? String)?.contains("default") == false)
        for format in ["html", "latex", "csv", "json"] {
            #expect(try ablate("report", name, "--format", format).status == 0)
        }
        // And a label as long as a label may be.
        let long = String(repeating: "a", count: 80)
        #expect(try ablate("rename", name, long).status == 0)
        let report = try ablate("report", long)
        #expect(report.status == 0 && report.standardOutput.hasSuffix("/reports/\(long).html\n"))
    }

    @Test func theEnvironmentNamesTheFolderWhereNoFlagDoes() throws {
        let images = try images("cats", brightness: 10)
        #expect(try study("run", images, "--name", "pets").status == 0)
        let environment = ["ABLATE_RESULTS": results.path]
        for arguments in [
            ["studies"], ["status", "pets"], ["plan", "pets", "--no-timing"],
            ["report", "--format", "table"],
            ["query", "studies"], ["export", "--study", "pets"], ["gather"], ["rename", "pets", "animals"],
        ] {
            let output = try Ablate.run(arguments, environment: environment, in: folder)
            #expect(output.status == 0, "\(arguments): \(output.standardError)")
            let help = try Ablate.run([arguments[0], "--help"]).standardOutput
            #expect(help.contains("ABLATE_RESULTS"), "\(arguments)")
        }
        let other = ["studies", "--results", folder.path + "/other"]
        #expect(try Ablate.run(other, environment: environment).status == 66)
        let empty = try Ablate.run(["studies"], environment: ["ABLATE_RESULTS": ""], in: folder)
        #expect(empty.status == 0 && empty.standardOutput.contains("animals"))
        let file = try Ablate.run(
            ["studies"], environment: ["ABLATE_RESULTS": images + "/train/class-0/cats-0.png"])
        #expect(file.status == 64 && file.standardError.hasPrefix("ABLATE_RESULTS must name a folder, but '"))
    }
}
