import AblateArchitectures
import AblateDatasets
import Foundation
import Testing

private let fashionMNISTFolder = IDXFiles.fashionMNIST.folder ?? ""

/// The real files, where the Debian package is installed.
@Suite(
    .enabled(
        if: FileManager.default.fileExists(atPath: fashionMNISTFolder),
        "needs the Debian package dataset-fashion-mnist"))
struct FashionMNISTTests {
    private static let loaded = Result { () throws(DatasetError) in
        try Dataset.load(named: "fashion-mnist", directory: fashionMNISTFolder)
    }

    @Test func countsAndShapesAreThePublishedOnes() throws {
        let dataset = try Self.loaded.get()
        for (set, count) in [(dataset.train, 60_000), (dataset.test, 10_000)] {
            #expect(set.count == count)
            #expect(set.shape == Shape(side: 28, channels: 1))
            var perClass = [Int](repeating: 0, count: 10)
            for label in set.labels { perClass[Int(label)] += 1 }
            #expect(perClass == [Int](repeating: count / 10, count: 10))
        }
        // The first training image is an ankle boot.
        #expect(dataset.classNames[Int(dataset.train.labels[0])] == "Ankle boot")
    }

    /// Both computed from the files by another program (Python's hashlib and fractions).
    @Test func hashMeanAndDeviationAreTheKnownOnes() throws {
        let dataset = try Self.loaded.get()
        #expect(dataset.sha256 == "d557ae9e3e459401984fcc8107fed1368772ebe839b84bebc8370dd9bf76654d")
        let data = try PreparedData(dataset, side: 32)
        #expect(abs(data.normalisation.means[0] - 0.2860405969887955) < 1e-12)
        #expect(abs(data.normalisation.sds[0] - 0.3530242445149226) < 1e-12)
    }

    @Test func subsetOfTheQuickStudyIsBalancedAndFixed() throws {
        let dataset = try Self.loaded.get()
        let subset = dataset.subset(of: 10_000, .train)
        var perClass = [Int](repeating: 0, count: 10)
        for index in subset { perClass[Int(dataset.train.labels[Int(index)])] += 1 }
        #expect(perClass == [Int](repeating: 1000, count: 10))
        // Recorded, and computed by another program: another choice would change the results of every study.
        #expect(subset.prefix(5) == [3, 9, 20, 24, 29])
        #expect(subset.reduce(0) { $0 + Int($1) } == 299_966_272)
    }

    /// A real file with every kind of damage: read, or refused with a sentence.
    @Test func noDamageToARealFileCrashes() throws {
        let path = fashionMNISTFolder + "/t10k-labels-idx1-ubyte.gz"
        let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for trial in 0..<2000 {
            do {
                let file = try IDXFile(stored: original.damaged(seed: trial), path: path, rank: 1)
                #expect(file.items.count == 10_000)
            } catch {
                #expect(error.description.hasPrefix(path))
            }
        }
    }
}
