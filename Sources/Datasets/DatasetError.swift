import AblateArchitectures
import AblateRuns
import AblateWords

/// Why images cannot be had, as a sentence with the place, what was expected and found, and what to do.
public enum DatasetError: SurroundingsError, Hashable, Sendable, CustomStringConvertible {
    // Finding the files
    case unknownDataset(String, known: [String])
    case notFound(dataset: String, places: [String], files: [String], package: String?)
    case incomplete(dataset: String, folder: String, missing: [String], package: String?)
    case unreadable(path: String, reason: String)
    case noFolderGiven

    // What is in them
    case damagedGzip(path: String, reason: String)
    case cutGzip(path: String)
    case notIDX(path: String, start: [UInt8])
    case itemType(path: String, found: UInt8)
    case swapped(path: String, expectedDimensions: Int, foundDimensions: Int)
    case dimensions(path: String, expected: Int, found: Int)
    case impossibleSize(path: String, dimensions: [Int])
    case truncated(path: String, expectedBytes: Int, foundBytes: Int)
    case trailingBytes(path: String, expectedBytes: Int)
    case countMismatch(images: String, imageCount: Int, labels: String, labelCount: Int)
    case shapeMismatch(train: String, trainShape: Shape, test: String, testShape: Shape)
    case labelOutOfRange(path: String, index: Int, label: UInt8, classes: Int)

    case recordSize(path: String, bytes: Int, record: Int)
    case classNames(path: String, found: Int)
    case notTar(path: String, offset: Int)
    case archiveTooLong(path: String, most: Int)
    case ambiguousFile(path: String, first: String, second: String)

    // Folders of image files
    case notImageFolder(path: String, missing: [String])
    case noClasses(path: String)
    case tooManyClasses(path: String, found: Int)
    case noImages(path: String)
    case duplicateClass(folder: String, name: String, other: String)
    case unknownClass(path: String, known: Int)
    case badImage(BadImage)
    case noGoodImages(count: Int)

    // What is asked of them
    case imageCount(part: String, asked: Int, available: Int)
    case unbalanced(part: String, asked: Int, className: String, needed: Int, available: Int)
    case heldOut(asked: Int, training: Int, available: Int)
    case imageSide(Int)
    case otherData(expected: String, found: String)
    case constantImages(dataset: String)
    case batchSize(Int, images: Int)
    case augmentation(RecipeError)

    /// The sentence.
    public var description: String {
        switch self {
        case .unknownDataset(let name, let known):
            "There is no data set '\(name)'"
                + NearestNames.ending(
                    name, among: known, atMost: 2, listing: "known: \(known.joined(separator: ", "))")
        case .notFound(let dataset, let places, let files, let package):
            "The data set \(dataset) was not found: looked for \(files.joined(separator: ", ")) in "
                + "\(places.joined(separator: " and ")); \(Self.obtaining(dataset, package))."
        case .incomplete(let dataset, let folder, let missing, let package):
            "The data set \(dataset) in \(folder) is incomplete: \(missing.joined(separator: ", ")) "
                + "\(missing.count == 1 ? "is" : "are") missing; \(Self.obtaining(dataset, package))."
        case .unreadable(let path, let reason):
            "\(path) exists but cannot be read (\(reason)); check that it is a file and its permissions."
        case .noFolderGiven:
            "A folder of images has no usual place; \(Remedy.giveImageFolder)."

        case .damagedGzip(let path, let reason):
            "\(path) is damaged: expected intact gzip data, but unpacking stops with '\(reason)'; "
                + "\(Self.replacing)."
        case .cutGzip(let path):
            "\(path) is cut short: expected its gzip data to end with a checksum, but the file ends before; "
                + "\(Self.replacing)."
        case .notIDX(let path, let start):
            "\(path) is not an IDX file: expected it (once unpacked) to start with the bytes 0 0, but "
                + "found \(start.isEmpty ? "no bytes" : start.map(String.init).joined(separator: " ")); "
                + "\(Self.replacing)."
        case .itemType(let path, let found):
            "\(path) holds values of IDX type \(found), but type 8 (unsigned bytes) was expected; "
                + "\(Self.replacing)."
        case .swapped(let path, let expected, let found):
            "\(path) should hold \(Self.contents(expected)) but holds \(Self.contents(found)): it looks "
                + "swapped with its neighbour; put each file back under its own name."
        case .dimensions(let path, let expected, let found):
            "\(path) should hold \(Self.contents(expected)) in \(Units.plural(expected, "dimension")), "
                + "but has \(found); \(Self.replacing)."
        case .impossibleSize(let path, let dimensions):
            "\(path) announces \(dimensions.map(String.init).joined(separator: " × ")) values, but each "
                + "size should be 1 or more and their product at most \(IDXFile.mostItems); \(Self.replacing)."
        case .truncated(let path, let expected, let found):
            "\(path) is cut short: expected \(Units.plural(expected, "byte")) (unpacked), but found \(found); "
                + "\(Self.replacing)."
        case .trailingBytes(let path, let expected):
            "\(path) is too long: expected exactly \(Units.plural(expected, "byte")) (unpacked), but found more; "
                + "\(Self.replacing)."
        case .countMismatch(let images, let imageCount, let labels, let labelCount):
            "\(images) holds \(Units.plural(imageCount, "image")), but \(labels) holds \(Units.plural(labelCount, "label")) where as many "
                + "were expected; the two files do not belong together: replace them with a fresh copy."
        case .shapeMismatch(let train, let trainShape, let test, let testShape):
            "\(train) holds images of \(trainShape), but \(test) holds images of \(testShape) where the same "
                + "was expected; the files do not belong together: replace them with a fresh copy."
        case .labelOutOfRange(let path, let index, let label, let classes):
            "\(path) holds label \(label) at index \(index), but labels from 0 to \(classes - 1) were "
                + "expected; \(Self.replacing)."

        case .recordSize(let path, let bytes, let record):
            "\(path) holds \(Units.plural(bytes, "byte")), but one or more whole records of \(record) were expected; "
                + "\(Self.replacing)."
        case .classNames(let path, let found):
            "\(path) should hold from 1 to 256 class names, a line each, but holds \(found); \(Self.replacing)."
        case .notTar(let path, let offset):
            "\(path) is not a tar archive (once unpacked): expected a file's header at byte \(offset), but found "
                + "something else; \(Self.replacing)."
        case .archiveTooLong(let path, let most):
            "\(path) holds more than the \(most) bytes (unpacked) that are expected at most; \(Self.replacing)."
        case .ambiguousFile(let path, let first, let second):
            "\(path) holds one file twice, as '\(first)' and as '\(second)', and neither is where it is expected; "
                + "leave one of them out."

        case .notImageFolder(let path, let missing):
            "\(path) should hold the folders train and val (or test), each with a folder a class, but "
                + "\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") not there; \(Remedy.checkDataFolder)."
        case .noClasses(let path):
            "\(path) should hold a folder a class, but holds no folder; put the images of each class into one."
        case .tooManyClasses(let path, let found):
            "\(path) holds \(found) folders, but at most 65536 classes were expected; \(Remedy.checkDataFolder)."
        case .noImages(let path):
            "\(path) should hold images in its class folders, but holds no file called .jpg, .jpeg or .png; "
                + "\(Remedy.checkDataFolder)."
        case .duplicateClass(let folder, let name, let other):
            "\(folder) holds the class '\(other)' twice, the second time as '\(name)'; remove one of the two."
        case .unknownClass(let path, let known):
            "\(path) is a class that train does not have among its \(known); add it there or remove it here."
        case .badImage(let image):
            "\(image.path) \(image.fault), or \(Remedy.leaveBadImagesOut)."
        case .noGoodImages(let count):
            "\(count == 1 ? "The one image cannot" : "None of the \(count) images can") be decoded; \(Remedy.listBadImages)."

        case .imageCount(let part, let asked, let available):
            "\(available == 1 ? "1 \(part) image" : "From 1 to \(available) \(part) images") can be used, but \(asked) were asked for; give a "
                + "number in that range, or 'all'."
        case .unbalanced(let part, let asked, let className, let needed, let available):
            "A class-balanced subset of \(Units.plural(asked, "\(part) image")) needs \(needed) of class '\(className)', but "
                + "there \(available == 1 ? "is" : "are") \(available); ask for fewer images, or for all."
        case .heldOut(let asked, let training, let available):
            "Of \(Units.plural(available, "training image")) \(asked) cannot be held out beside \(training) to train on; ask for "
                + "fewer of either."
        case .imageSide(let side):
            "The image side must be from \(Dataset.imageSides.lowerBound) to "
                + "\(Dataset.imageSides.upperBound) pixels, but \(side) was asked for."
        case .otherData(let expected, let found):
            "The run was planned for \(expected), but the data found is \(found); "
                + "\(Remedy.givePlannedData)."
        case .constantImages(let dataset):
            "All pixels of the training images of \(dataset) are equal, so they cannot be normalised; check "
                + "that the files are what they should be."
        case .batchSize(let size, let images):
            "The batch size must be from 1 to the number of training images (\(images)), but is \(size)."
        case .augmentation(let error): "\(error)"
        }
    }

    private static let replacing = "replace it with a fresh copy"

    private static func obtaining(_ dataset: String, _ package: String?) -> String {
        let canBeFetched = DataFormats.all.contains { $0.name == dataset && $0.download != nil }
        return "\(Remedy.obtainData(dataset, package: package, canBeFetched: canBeFetched))"
    }

    private static func contents(_ dimensions: Int) -> String {
        switch dimensions {
        case 1: "labels"
        case 3: "images"
        default: "values in \(dimensions) dimensions"
        }
    }
}
