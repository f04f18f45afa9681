import AblateDatasets
import Foundation

/// A folder of images of two classes, JPEG and PNG of several sizes, made of the golden files.
struct ImageFolderFixture {
    let folder: TemporaryFolder

    var path: String { folder.path }

    init(testFolder: String = "val") throws {
        folder = try TemporaryFolder()
        for (index, name) in ["colour-420.jpg", "grey.png", "cmyk.jpg", "palette.png"].enumerated() {
            let ending = name.hasSuffix("png") ? "PNG" : "JPEG"
            try add(name, as: "train/cat/image-\(index).\(ending)")
            try add(name, as: "train/dog/image-\(index).\(ending.lowercased())")
        }
        try add("grey.jpg", as: "\(testFolder)/cat/a.jpg")
        try add("colour.png", as: "\(testFolder)/dog/b.png")
    }

    func add(_ golden: String, as name: String) throws {
        try folder.write(
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: ImageDecodingTests.path(golden)))), as: name)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    func load(_ policy: BadImagePolicy = .fail, channels: Int = 3) throws(DatasetError) -> ImageFolder {
        try ImageFolder(path: path, channels: channels, onBadImage: policy)
    }
}
