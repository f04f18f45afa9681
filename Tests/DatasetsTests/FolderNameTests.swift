import AblateDatasets
import Foundation
import Testing

/// Names in a folder of images that are not what one would expect.
@Suite struct FolderNameTests {
    /// Puts a golden file under a path of any bytes below the folder, whose folders it makes.
    private func add(_ golden: String, as path: [UInt8], to fixture: ImageFolderFixture) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: ImageDecodingTests.path(golden))))
        let whole = Array(fixture.path.utf8) + [UInt8(ascii: "/")] + path
        for end in whole.indices where whole[end] == UInt8(ascii: "/") && end > fixture.path.utf8.count {
            mkdir(whole[..<end].map(CChar.init(bitPattern:)) + [0], 0o755)
        }
        let descriptor = open(
            whole.map(CChar.init(bitPattern:)) + [0], O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        try #require(descriptor >= 0)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
    }

    private let latin1 = Array("caf".utf8) + [0xE9]

    /// As an archive from an old system leaves them.
    @Test func namesThatAreNotUTF8AreReadAsTheyAre() throws {
        func fixture(_ classFolder: [UInt8]) throws -> ImageFolderFixture {
            let fixture = try ImageFolderFixture()
            for part in ["train/", "val/"] {
                try add("grey.jpg", as: Array(part.utf8) + classFolder + Array("/a.jpg".utf8), to: fixture)
                try add(
                    "colour.png",
                    as: Array(part.utf8) + classFolder + Array("/\u{FC}ber ".utf8) + [0xFC]
                        + Array(".png".utf8),
                    to: fixture)
            }
            return fixture
        }
        let first = try fixture(latin1)
        let folder = try first.load()
        #expect(folder.classNames == ["caf\\xE9", "cat", "dog"])
        #expect(folder.train.count == 10)
        #expect(folder.test.count == 4)
        #expect(folder.train.path(1) == "\(first.path)/train/caf\\xE9/\u{FC}ber \\xFC.png")
        #expect(try folder.train.image(1).decoded(channels: 3).shape.height == 45)
        #expect(folder.check { _ in }.isEmpty)
        #expect(try fixture(latin1).load().sha256 == folder.sha256)
        // A folder that is really called so has another name, and other data.
        #expect(try fixture(Array("caf\\xE9".utf8)).load().sha256 != folder.sha256)
        try add(
            "grey.jpg", as: Array("val/".utf8) + latin1 + Array("/".utf8) + [0xFF] + Array(".jpg".utf8),
            to: first)
        #expect(try first.load().sha256 != folder.sha256)
    }

    @Test func badImagesUnderSuchNamesAreNamed() throws {
        let fixture = try ImageFolderFixture()
        try add("grey.jpg", as: Array("train/cat/".utf8) + [0xE9] + Array(".jpg".utf8), to: fixture)
        let folder = try fixture.load(.skip)
        let path = "\(fixture.path)/train/cat/\\xE9.jpg"
        #expect(folder.train.path(4) == path)
        let whole = Array(path.replacingOccurrences(of: "\\xE9", with: "").utf8)
        #expect(whole.count + 4 == path.utf8.count)
        let raw = Array("\(fixture.path)/train/cat/".utf8) + [0xE9] + Array(".jpg".utf8)
        #expect(truncate(raw.map(CChar.init(bitPattern:)) + [0], 700) == 0)
        #expect(folder.check { _ in } == [BadImage(path: path, fault: .truncated)])
    }

    /// Unpacked on one system and copied by another, the test folder may compose its letters otherwise.
    @Test func aClassWhoseNameIsComposedOtherwiseInTheTestFolderIsTheSame() throws {
        let fixture = try ImageFolderFixture()
        try fixture.add("grey.jpg", as: "train/caf\u{E9}/a.jpg")
        try fixture.add("grey.jpg", as: "val/cafe\u{301}/a.jpg")
        let folder = try fixture.load()
        #expect(folder.classNames.count == 3)
        #expect(try folder.test.image(0).decoded(channels: 1).shape.height == 45)
    }

    @Test func whatOtherProgramsLeaveIsPassedOverAndSaidOnce() throws {
        let fixture = try ImageFolderFixture()
        let before = try fixture.load()
        #expect(before.passedOver.remark == nil)
        for path in [
            "train/__MACOSX/cat/._image-0.jpg", "train/__MACOSX/cat/x.jpg",
            "train/cat/@eaDir/image-0.jpg/SYNO.jpg",
            "train/@eaDir/x.jpg", "val/__MACOSX/cat/x.jpg", "train/cat/._image-0.jpg", "train/cat/.DS_Store",
            "train/.ipynb_checkpoints/x.jpg", "val/dog/Thumbs.db", "val/dog/desktop.ini", "val/notes.txt",
            "train/stray.jpg",
        ] {
            try fixture.add("grey.jpg", as: path)
        }
        let folder = try fixture.load()
        #expect(folder.classNames == before.classNames)
        #expect(folder.sha256 == before.sha256)
        #expect(
            folder.passedOver.remark
                == "Passed over: 4 folders that other programs keep (such as train/@eaDir), 3 hidden entries (such as "
                + "train/.ipynb_checkpoints), 2 files that are not called .jpg, .jpeg or .png (such as "
                + "val/dog/Thumbs.db), 2 files in no class folder (such as train/stray.jpg).")
        let one = try ImageFolderFixture()
        try one.add("grey.jpg", as: "val/cat/.x.jpg")
        #expect(try one.load().passedOver.remark == "Passed over: 1 hidden entry (val/cat/.x.jpg).")
    }

    /// A class that is a link to nowhere is no class less.
    @Test func aBrokenLinkInPlaceOfAClassIsABadEntry() throws {
        let fixture = try ImageFolderFixture()
        try fixture.link("train/cow", to: "nowhere")
        let error = #expect(throws: DatasetError.self) { try fixture.load() }
        #expect(error?.description.contains("/train/cow cannot be read (No such file or directory)") == true)
        #expect(try fixture.load(.skip).badImages.count == 1)
    }

    @Test func classListsAreReadWhateverTheirMarkAndLetters() throws {
        func names(_ bytes: [UInt8]) throws -> [String] {
            try CIFARFile.classNames(bytes[...], path: "/data/names")
        }
        let text = "cat\r\nd\u{F6}g\n"
        let expected = ["cat", "d\u{F6}g"]
        let low = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let high = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        #expect(try names(Array(text.utf8)) == expected)
        #expect(try names(Array("\u{FEFF}\(text)".utf8)) == expected)
        #expect(try names([0xFF, 0xFE] + low) == expected)
        #expect(try names([0xFE, 0xFF] + high) == expected)
        let latin1: [UInt8] = [0x64, 0xF6, 0x67, 0x0A, 0x63]
        #expect(try names(latin1) == ["d\\xF6g", "c"])
    }

    @Test(arguments: ["abc", "\u{E9}", ""])
    func textIsItself(text: String) {
        #expect(PathBytes.text(Array(text.utf8)) == text)
    }

    @Test func otherBytesAreEscaped() {
        #expect(PathBytes.text([0x61, 0xE9, 0xC3, 0xA9, 0xFF, 0x01, 0xC3]) == "a\\xE9\u{E9}\\xFF\u{1}\\xC3")
    }
}
