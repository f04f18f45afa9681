import AblateRuns
import Foundation

/// A folder of image files, a folder a class, as ImageNet comes: `train/CLASS/*.jpg|png` and `val/CLASS/…` (or
/// `test/CLASS/…` where there is no `val`). Only the names are held.
///
/// Class folders are taken in the order of their names' bytes, and so are the files in each; folders within a class
/// folder are searched too. Links are followed. Hidden files, files that are not called `.jpg`, `.jpeg` or `.png` in any
/// case, and folders such as `__MACOSX` are left out.
public struct ImageFolder: Sendable {
    package static let name = "image-folder"

    package let path: String
    /// Names of the class folders of `train`, by label; bytes that are not UTF-8 stand as in `caf\xE9`.
    package let classNames: [String]
    package let train: ImageFileList
    package let test: ImageFileList
    /// `val` or `test`.
    package let testFolder: String
    /// What images are decoded to: 1 for grey, 3 for RGB.
    package let channels: Int
    package let onBadImage: BadImagePolicy
    /// Files that were seen to be bad without being opened, and left out.
    package let badImages: [BadImage]
    /// What was left out because it is no image by its name or place.
    package let passedOver: PassedOver
    /// Lower-case hexadecimal SHA-256 over what is there: `image-folder` and a zero byte, then for `train` and the
    /// test folder, in order, each class's name and a zero byte, and for each of its files the path within the class
    /// folder, a zero byte and the length in bytes as a little-endian 64-bit number. The contents are not read: it
    /// would take longer than the training's first epoch.
    package let sha256: String

    /// Reads the names.
    ///
    /// - Throws: `notImageFolder`, `noClasses`, `noImages`, `duplicateClass`, `unknownClass`, `unreadable`, and
    ///   `badImage` for an empty file, a broken link or a loop of links where the policy is to fail.
    package init(
        path: String, channels: Int = 3, onBadImage: BadImagePolicy = .fail
    ) throws(DatasetError) {
        precondition(
            channels == 1 || channels == 3, "Images are decoded to 1 or 3 channels, not \(channels).")
        let root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        func isFolder(_ name: String) -> Bool {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue
        }
        let testFolders = ["val", "test"].filter(isFolder)
        guard isFolder("train"), let testFolder = testFolders.first else {
            throw .notImageFolder(
                path: root,
                missing: (isFolder("train") ? [] : ["train"]) + (testFolders.isEmpty ? ["val"] : []))
        }
        var scan = ImageFolderScan(root: root, onBadImage: onBadImage)
        let classes = try scan.classes(in: "train")
        train = try scan.files(in: "train", classes: classes)
        // A name may be composed otherwise there and is the same: by equality of text, not of bytes.
        let tests = try scan.classes(in: testFolder)
        let labels = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1.text, $0) })
        var present = [PathBytes?](repeating: nil, count: classes.count)
        for name in tests {
            guard let label = labels[name.text] else {
                throw .unknownClass(path: "\(root)/\(testFolder)/\(name.text)", known: classes.count)
            }
            present[label] = name
        }
        test = try scan.files(in: testFolder, classes: present)
        self.path = root
        self.testFolder = testFolder
        self.channels = channels
        self.onBadImage = onBadImage
        classNames = classes.map(\.text)
        badImages = scan.badImages
        passedOver = scan.passedOver
        sha256 = scan.sha256
    }

    /// As ``Dataset/selection(trainImages:testImages:imageSide:)``.
    ///
    /// - Throws: `imageCount`, `unbalanced`, `heldOut` or `imageSide`.
    package func selection(
        trainImages: Int?, testImages: Int?, imageSide: Int, heldOut: Bool = false
    ) throws(DatasetError) -> DataSelection {
        guard Dataset.imageSides.contains(imageSide) else { throw .imageSide(imageSide) }
        let (trained, tested) = try ImageChoice.resolve(
            trainImages: trainImages, testImages: testImages, heldOut: heldOut, train: train.labels,
            test: test.labels, classNames: classNames)
        return DataSelection(
            dataset: Self.name, sha256: sha256, trainImages: trained, testImages: tested,
            imageSide: imageSide, channels: channels, classes: classNames.count,
            evaluation: heldOut ? .heldOut : nil)
    }
}
