import Foundation
import Testing

@Suite struct ShowCommandTests {
    @Test func `a row's layers as a table with their total`() throws {
        let output = try Ablate.run(["show", "separate-downsampling"])
        #expect(output.status == 0)
        #expect(output.standardError.isEmpty)
        let lines = output.standardOutput.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(lines[0] == "name kind input output parameters MACs tensors")
        #expect(
            lines.contains(
                "stages.0.blocks.0.conv1 depthwise 7×7 16×16×24 16×16×24 1,200 301,056 weight 7×7×24; bias 24"
            ))
        #expect(lines.last == "total 671,074 8,704,128")
    }

    @Test func `JSON is an array of layers without a total, and adds up to it`() throws {
        let output = try Ablate.run(["show", "resnet-50", "--regime", "resnet50", "--format", "json"])
        #expect(output.status == 0)
        let layers = try #require(
            JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [[String: Any]])
        #expect(layers.reduce(0) { $0 + ($1["parameters"] as? Int ?? 0) } == 25_557_032)
        #expect(layers.reduce(0) { $0 + ($1["macs"] as? Int ?? 0) } == 4_089_184_256)
        #expect(layers[0]["name"] as? String == "stem.conv")
        #expect(layers[0]["kind"] as? String == "conv 7×7 s2")
        #expect(layers[0]["input"] as? [Int] == [224, 224, 3])
        #expect(layers[0]["output"] as? [Int] == [112, 112, 64])
        #expect(layers[0]["tensors"] as? [String] == ["stem.conv.weight 7×7×3×64"])
        let sizes = layers.compactMap { $0["tensor_sizes"] as? [String: [Int]] }
        #expect(sizes.count == layers.count)
        #expect(sizes[0] == ["stem.conv.weight": [7, 7, 3, 64]])
        for (layer, sizes) in zip(layers, sizes) {
            #expect(sizes.values.reduce(0) { $0 + $1.reduce(1, *) } == layer["parameters"] as? Int)
        }
    }

    /// Checkpoints name no tensors.
    @Test func `the help says what tensors are called`() throws {
        let help = try Ablate.run(["show", "--help"]).standardOutput
        #expect(!help.contains("as in checkpoints"))
        #expect(help.contains("stem.conv.weight") && help.contains("tensor_sizes"))
    }

    @Test func `CSV has no total and Markdown has one`() throws {
        let csv = try Ablate.run(["show", "gelu", "--format", "csv"]).standardOutput
        #expect(
            csv.hasPrefix(
                "name,kind,input,output,parameters,macs,tensors,tensor_sizes\nstem.conv,conv 2×2 s2,"))
        #expect(!csv.contains("total"))
        let markdown = try Ablate.run(["show", "gelu", "--format", "markdown"]).standardOutput
        #expect(markdown.hasSuffix("| total |  |  |  | 494,386 | 7,024,128 |  |\n"))
    }

    @Test func `an image side changes maps and MACs and leaves parameters alone`() throws {
        let output = try Ablate.run(["show", "patchify", "--image-side", "64"])
        #expect(output.status == 0)
        #expect(output.standardOutput.contains("64×64×1"))
        // Four times the pixels of 32 px, and the classifier once: 4 × (9,131,008 − 5,120) + 5,120.
        let total = try #require(output.standardOutput.split(separator: "\n").last)
        #expect(total.split(separator: " ") == ["total", "650,010", "36,508,672"])
    }

    @Test func `an unknown step is one sentence with the nearest names and status 64`() throws {
        let output = try Ablate.run(["show", "patchfy"])
        #expect(output.status == 64)
        #expect(output.standardOutput.isEmpty)
        #expect(
            output.standardError
                == "There is no step 'patchfy' in the small regime; did you mean 'patchify' "
                + "('ablate list --regime small' prints them all)?\n")
        #expect(
            try Ablate.run(["show", "kernel"]).standardError.contains(
                "'kernel-5', 'kernel-7', 'kernel-9' or 'kernel-11'"))
        #expect(
            try Ablate.run(["show", "resnet-50", "--regime", "resnet-200"]).standardError.contains(
                "did you mean 'resnet-200'"))
    }

    @Test(arguments: [
        ("0", "The input of 0×0×1 vanishes before the last stage"),
        ("65537", "The image side can be at most 65536 px, but --image-side is 65537."),
    ])
    func `an impossible image side is one sentence and status 64`(side: String, sentence: String) throws {
        let output = try Ablate.run(["show", "gelu", "--image-side", side])
        #expect(output.status == 64)
        #expect(output.standardOutput.isEmpty)
        #expect(output.standardError.hasPrefix(sentence))
        #expect(output.standardError.count { $0 == "\n" } == 1)
    }
}
