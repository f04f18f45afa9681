import AblateArchitectures
import AblateDatasets
import CAblateZlib
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

    private static func files(_ source: CIFARFiles) -> [(name: String, bytes: [UInt8])] {
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

    @Test(arguments: CIFARFiles.all)
    func archiveAndUnpackedFilesAreOneDataSet(_ source: CIFARFiles) throws {
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
        let source = CIFARFiles.cifar10
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
        let source = CIFARFiles.cifar10
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
            case .truncated(_, expectedBytes: 15365, foundBytes: 976)? = try error(
                gzip(Array(archive[..<2000]))),
            case .truncated(_, expectedBytes: 1024, foundBytes: 700)? = try error(
                gzip(Array(archive[..<700]))),
            case .incomplete(_, _, missing: ["batches.meta.txt"], _)? = try error(
                gzip(Self.tar(Self.files(source).dropLast(), in: source.folder)))
        else {
            Issue.record("Damage was called something else.")
            return
        }
    }

    /// An archive of several folders' files, in this order.
    private static func tar(_ parts: [(folder: String, files: [(name: String, bytes: [UInt8])])]) -> [UInt8] {
        let end = [UInt8](repeating: 0, count: 1024)
        return parts.flatMap { tar($0.files, in: $0.folder).dropLast(end.count) } + end
    }

    private static func load(_ archive: [UInt8]) throws -> Dataset {
        let folder = try TemporaryFolder()
        try folder.write(archive, as: CIFARFiles.cifar10.archive)
        return try Dataset.load(named: "cifar-10", directory: folder.path)
    }

    /// Two entries of one path or one name, in every order.
    @Test func ofTwoFilesOfOneNameTheOneInTheKnownFolderIsReadAndOfOnePathTheLast() throws {
        let source = CIFARFiles.cifar10
        let files = Self.files(source)
        var others = files
        others[0].bytes[5] ^= 1
        others[5].bytes[5] ^= 1
        let expected = try Self.load(gzip(Self.tar(files, in: source.folder))).sha256
        let other = try Self.load(gzip(Self.tar(others, in: source.folder))).sha256
        #expect(expected != other)
        for folder in ["backup", "", "backup/\(source.folder)", "\(source.folder)/old", "__MACOSX"] {
            for parts in [
                [(source.folder, files), (folder, others)], [(folder, others), (source.folder, files)],
            ] {
                #expect(try Self.load(gzip(Self.tar(parts))).sha256 == expected, "\(folder)")
            }
        }
        for folder in [source.folder, "./\(source.folder)", "/\(source.folder)", "any"] {
            #expect(
                try Self.load(gzip(Self.tar([(folder, others), (folder, files)]))).sha256 == expected)
        }
        #expect(
            try Self.load(gzip(Self.tar([(source.folder, others), ("./\(source.folder)", files)]))).sha256
                == expected)
    }

    @Test func twoFilesOfOneNameInUnknownFoldersAreRefusedByName() throws {
        let files = Self.files(.cifar10)
        for folders in [("one", "two"), ("two", "one")] {
            let error = #expect(throws: DatasetError.self) {
                try Self.load(gzip(Self.tar([(folders.0, files), (folders.1, files)])))
            }
            guard case .ambiguousFile(_, "one/batches.meta.txt", "two/batches.meta.txt")? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func anArchiveOfSeveralMembersIsRead() throws {
        let archive = Self.tar(Self.files(.cifar10), in: CIFARFiles.cifar10.folder)
        let expected = try Self.load(gzip(archive)).sha256
        let halves = [archive[..<10_000], archive[10_000...]].map { gzip(Array($0)) }
        for packed in [
            halves[0] + halves[1], halves[0] + halves[1] + gzip([]),
            gzip(archive) + [UInt8](repeating: 0, count: 1000), gzip(archive) + Array("garbage".utf8),
        ] {
            #expect(try Self.load(packed).sha256 == expected)
        }
        // Damage after the end of the archive, within the packing, is seen all the same.
        var damaged = halves[0] + halves[1]
        damaged[damaged.count - 6] ^= 1
        let error = #expect(throws: DatasetError.self) { try Self.load(damaged) }
        guard case .damagedGzip? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// Archives that Python's tarfile and GNU tar made of one data set, by `Goldens/make_archives.py`.
    @Test func archivesOfEveryFormatAreOneDataSet() throws {
        let folder = GoldenPixels.folder.appendingPathComponent("archives")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count == 10)
        func record(_ label: UInt8) -> [UInt8] {
            [label] + (0..<3072).map { $0 % 64 == 0 ? 255 : UInt8(truncatingIfNeeded: Int(label) * 7) }
        }
        var files = (0..<5).map {
            (CIFARFiles.cifar10.trainFiles[$0], record(UInt8($0)) + record(UInt8($0 + 1)))
        }
        files[4].1 = record(4) + [UInt8](repeating: 0, count: 20 * 3073) + record(5)
        files.append((CIFARFiles.cifar10.testFile, record(6) + record(7)))
        let classes = (0..<10).map { "class \($0)\n" }.joined()
        files.append((CIFARFiles.cifar10.classNamesFile, Array(classes.utf8)))
        let expected = try Self.load(gzip(Self.tar(files, in: CIFARFiles.cifar10.folder)))
        for name in names {
            let dataset = try Self.load([UInt8](Data(contentsOf: folder.appendingPathComponent(name))))
            #expect(dataset.classNames == expected.classNames, "\(name)")
            #expect(dataset.sha256 == expected.sha256, "\(name)")
        }
    }

    /// For the fuzz loop: a small archive.
    static func archive() -> [UInt8] {
        gzip(tar(files(.cifar10), in: CIFARFiles.cifar10.folder))
    }
}
