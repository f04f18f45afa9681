import Architectures
import CZlib
import Datasets
import Foundation
import Testing

@Suite struct CIFARTests {
    /// Records written out byte by byte: the labels, then red, green and blue planes.
    private static func records(_ count: Int, labelBytes: Int, classes: Int, seed: Int) -> [UInt8] {
        (0..<count).flatMap { index -> [UInt8] in
            let superclass = [UInt8](repeating: 99, count: labelBytes - 1)
            return superclass + [UInt8(index % classes)] + noise(3072, seed: seed + index)
        }
    }

    private static func files(_ source: CIFARSource) -> [(name: String, bytes: [UInt8])] {
        let classes = source.labelBytes == 1 ? 10 : 100
        let names = (0..<classes).map { "class_\($0)\n" }.joined() + "\n"
        return source.trainFiles.enumerated().map { index, name in
            (
                name,
                records(classes / 2, labelBytes: source.labelBytes, classes: classes, seed: 1000 * index)
            )
        } + [
            (
                source.testFile,
                records(classes, labelBytes: source.labelBytes, classes: classes, seed: 9000)
            ), (source.classNamesFile, Array(names.utf8)),
        ]
    }

    /// As `tar` writes it.
    private static func tar(_ files: [(name: String, bytes: [UInt8])], in folder: String) -> [UInt8] {
        func field(_ text: String, _ length: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: length - text.utf8.count)
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        func entry(_ name: String, _ bytes: [UInt8], kind: String) -> [UInt8] {
            let before =
                field(name, 100) + field("0000644", 8) + field("0001750", 8) + field("0001750", 8)
                + field(octal(bytes.count, 11), 12) + field(octal(0, 11), 12)
            let after = field(kind, 1) + field("", 100) + field("ustar  ", 8) + field("", 247)
            let sum = (before + after).reduce(8 * 32) { $0 + Int($1) }
            let padding = [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
            return before + field(octal(sum, 6), 7) + [0x20] + after + bytes + padding
        }
        return entry("\(folder)/", [], kind: "5")
            + files.flatMap { entry("\(folder)/\($0.name)", $0.bytes, kind: "0") }
            + [UInt8](repeating: 0, count: 1024)
    }

    @Test(arguments: CIFARSource.all)
    func archiveAndUnpackedFilesAreOneDataSet(_ source: CIFARSource) throws {
        let files = Self.files(source)
        let packed = try TemporaryFolder()
        try packed.write(gzip(Self.tar(files, in: source.folder)), as: source.archive)
        let inside = try TemporaryFolder()
        for file in files { try inside.write(file.bytes, as: "\(source.folder)/\(file.name)") }
        let flat = try TemporaryFolder()
        for file in files { try flat.write(file.bytes, as: file.name) }
        let own = try TemporaryFolder()
        for file in files { try own.write(file.bytes, as: "\(source.name)/\(file.name)") }

        let classes = source.labelBytes == 1 ? 10 : 100
        let first = try Dataset.load(named: source.name, directory: packed.path)
        #expect(first.classNames == (0..<classes).map { "class_\($0)" })
        #expect(first.train.count == classes / 2 * source.trainFiles.count)
        #expect(first.test.count == classes)
        #expect(first.train.shape == Shape(side: 32, channels: 3))
        #expect(first.train.labels[3] == 3)
        // Planes become pixels: the second image's at row 1, column 2.
        let record = files[0].bytes[(source.labelBytes + 3072 + source.labelBytes)...]
        let pixel = 34
        #expect(
            Array(first.train.pixels[(3072 + 3 * pixel)..<(3072 + 3 * pixel + 3)])
                == [0, 1024, 2048].map { record[record.startIndex + $0 + pixel] })
        for folder in [inside, flat, own] {
            #expect(try Dataset.load(named: source.name, directory: folder.path).sha256 == first.sha256)
        }
    }

    @Test func everyMistakeHasItsError() throws {
        let source = CIFARSource.cifar10
        func error(_ change: (inout [(name: String, bytes: [UInt8])]) -> Void) throws -> DatasetError? {
            let folder = try TemporaryFolder()
            var files = Self.files(source)
            change(&files)
            for file in files { try folder.write(file.bytes, as: file.name) }
            let error = #expect(throws: DatasetError.self) {
                try Dataset.load(named: source.name, directory: folder.path)
            }
            #expect(error?.description.contains(folder.path) == true)
            return error
        }
        guard case .recordSize(_, bytes: 15364, record: 3073)? = try error({ $0[0].bytes.removeLast() }),
            case .recordSize(_, bytes: 0, _)? = try error({ $0[5].bytes = [] }),
            case .labelOutOfRange(_, index: 2, label: 10, classes: 10)? = try error({
                $0[1].bytes[2 * 3073] = 10
            }),
            case .classNames(_, found: 0)? = try error({ $0[6].bytes = [10, 10] }),
            case .incomplete(_, _, missing: ["data_batch_3.bin"], _)? = try error({ $0.remove(at: 2) })
        else {
            Issue.record("A mistake was called something else.")
            return
        }
    }

    @Test func damagedArchivesAreNamedForWhatTheyAre() throws {
        let source = CIFARSource.cifar10
        let archive = Self.tar(Self.files(source), in: source.folder)
        func error(_ bytes: [UInt8]) throws -> DatasetError? {
            let folder = try TemporaryFolder()
            try folder.write(bytes, as: source.archive)
            return #expect(throws: DatasetError.self) {
                try Dataset.load(named: source.name, directory: folder.path)
            }
        }
        let packed = gzip(archive)
        var swollen = packed
        swollen[packed.count - 4] = 0
        swollen[packed.count - 3] = 0
        var changed = archive
        changed[600] ^= 1
        guard case .cutGzip? = try error(packed.dropLast(20)),
            case .damagedGzip? = try error(archive),
            case .damagedGzip? = try error(swollen),
            case .notTar(_, offset: 512)? = try error(gzip(changed)),
            case .notTar(_, offset: 0)? = try error(gzip([UInt8](repeating: 0, count: 1024))),
            case .truncated? = try error(gzip(Array(archive[..<2000]))),
            case .incomplete(_, _, missing: ["batches.meta.txt"], _)? = try error(
                gzip(Self.tar(Self.files(source).dropLast(), in: source.folder)))
        else {
            Issue.record("Damage was called something else.")
            return
        }
    }

    /// For the fuzz loop: a small archive.
    static func archive() -> [UInt8] {
        gzip(tar(files(.cifar10), in: CIFARSource.cifar10.folder))
    }
}
