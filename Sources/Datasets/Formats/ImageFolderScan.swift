import AblateRuns
import Foundation

/// Reads the names below the class folders of a split, and hashes what it sees.
struct ImageFolderScan {
    /// Folder that holds the splits.
    let root: String
    let onBadImage: BadImagePolicy
    private(set) var badImages: [BadImage] = []
    private(set) var passedOver = PassedOver()
    private let hash = SHA256()
    /// Collects what is hashed next: many short pieces take longer than one.
    private var pending: [UInt8] = []

    init(root: String, onBadImage: BadImagePolicy) {
        self.root = root
        self.onBadImage = onBadImage
        hash.update(Array(ImageFolder.name.utf8) + [0])
    }

    var sha256: String { hash.digest.hexadecimal }

    /// Names of the class folders of a split, in the order of their bytes.
    ///
    /// - Throws: `unreadable`, `noClasses`, `badImage` for a broken link, or `duplicateClass` when two names are one
    ///   folder or look the same.
    mutating func classes(in split: String) throws(DatasetError) -> [PathBytes] {
        let folder = "\(root)/\(split)"
        let entries = try FolderEntries(PathBytes(folder))
        note(hiddenOf: entries, in: split)
        var names: [PathBytes] = []
        var seen: [FolderEntries.Identity: String] = [:]
        // Strings are equal when they look equal, however they are composed.
        var texts: [String: String] = [:]
        for index in 0..<entries.count {
            let name = entries.name(index)
            switch entries.kind(index) {
            case .folder where PassedOver.foreignFolders.contains(name.text):
                passedOver.foreign.note("\(split)/\(name.text)")
            case .folder(let identity):
                let text = name.text
                if let other = seen[identity] ?? texts[text] {
                    throw .duplicateClass(folder: folder, name: text, other: other)
                }
                seen[identity] = text
                texts[text] = text
                names.append(name)
            case .file, .other: passedOver.beside.note("\(split)/\(name.text)")
            case .broken(let reason): try note(.unreadable(reason: reason), PathBytes(folder).appending(name))
            }
        }
        guard !names.isEmpty else { throw .noClasses(path: folder) }
        guard names.count <= Int(UInt16.max) + 1 else {
            throw .tooManyClasses(path: folder, found: names.count)
        }
        return names
    }

    /// The files of a split.
    ///
    /// - Parameter classes: names of the class folders by label; `nil` for a class that has none.
    /// - Throws: `noImages`, `unreadable` or `badImage`.
    mutating func files(in split: String, classes: [PathBytes?]) throws(DatasetError) -> ImageFileList {
        let folder = "\(root)/\(split)"
        var list = ImageFileList(folder: folder, classFolders: classes.map { $0 ?? PathBytes("") })
        for (label, name) in classes.enumerated() {
            guard let name else { continue }
            pending += name.bytes + [0]
            let path = PathBytes(folder).appending(name)
            let entries = try FolderEntries(path)
            try add(entries, path, [], label, [entries.identity], to: &list)
            hash.update(pending)
            pending.removeAll(keepingCapacity: true)
        }
        guard list.count > 0 else { throw .noImages(path: folder) }
        list.compact()
        return list
    }

    /// Adds what is in one folder and those below it.
    ///
    /// - Parameters:
    ///   - path: of the class folder.
    ///   - prefix: path from there to the folder, ended by a stroke; empty for itself.
    ///   - above: the folders on the way here, to notice a loop.
    private mutating func add(
        _ entries: borrowing FolderEntries, _ path: PathBytes, _ prefix: [UInt8], _ label: Int,
        _ above: Set<FolderEntries.Identity>, to list: inout ImageFileList
    ) throws(DatasetError) {
        note(hiddenOf: entries, in: place(path.appending(PathBytes(prefix))))
        for index in 0..<entries.count {
            let own = entries.name(index)
            let name = prefix + own.bytes
            func full() -> PathBytes { path.appending(PathBytes(name)) }
            switch entries.kind(index) {
            case .file(let bytes):
                guard Self.isImage(name) else {
                    passedOver.other.note(place(full()))
                    continue
                }
                if bytes == 0 {
                    try note(.empty, full())
                    continue
                }
                list.append(name, label: label)
                pending += name
                pending.append(0)
                let length = UInt64(bytes)
                for shift in stride(from: 0, to: 64, by: 8) {
                    pending.append(UInt8(truncatingIfNeeded: length >> shift))
                }
            case .folder where PassedOver.foreignFolders.contains(own.text):
                passedOver.foreign.note(place(full()))
            case .folder(let identity):
                if above.contains(identity) {
                    try note(.unreadable(reason: "a link leads back to a folder above it"), full())
                    continue
                }
                let below = try FolderEntries(full())
                try add(below, path, name + [UInt8(ascii: "/")], label, above.union([identity]), to: &list)
            case .other: passedOver.other.note(place(full()))
            case .broken(let reason): try note(.unreadable(reason: reason), full())
            }
        }
    }

    /// A path as remarks have it: from the folder that holds the splits.
    private func place(_ path: PathBytes) -> String {
        let text = path.text.dropFirst(root.count + 1)
        return String(text.hasSuffix("/") ? text.dropLast() : text)
    }

    private mutating func note(hiddenOf entries: borrowing FolderEntries, in place: String) {
        for name in entries.hidden { passedOver.hidden.note("\(place)/\(name.text)") }
    }

    private mutating func note(_ fault: ImageFault, _ path: PathBytes) throws(DatasetError) {
        let bad = BadImage(path: path.text, fault: fault)
        if onBadImage == .fail { throw .badImage(bad) }
        badImages.append(bad)
    }

    private static let endings = [".jpg", ".jpeg", ".png"].map { Array($0.utf8) }

    private static func isImage(_ name: [UInt8]) -> Bool {
        endings.contains { ending in
            name.count > ending.count
                && zip(name.suffix(ending.count), ending).allSatisfy { ($0 | 0x20) == $1 | 0x20 }
        }
    }
}
