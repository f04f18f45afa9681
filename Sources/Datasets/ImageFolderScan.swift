import Crypto
import Foundation

/// Reads the names below the class folders of a split, and hashes what it sees.
struct ImageFolderScan {
    let onBadImage: BadImagePolicy
    private(set) var badImages: [BadImage] = []
    private(set) var ignoredFiles = 0
    private var hash = SHA256()
    /// Collects what is hashed next: many short pieces take longer than one.
    private var pending: [UInt8] = []

    init(onBadImage: BadImagePolicy) {
        self.onBadImage = onBadImage
        hash.update(data: Array(ImageFolder.name.utf8) + [0])
    }

    var sha256: String {
        hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Names of the class folders, in the order of their bytes.
    ///
    /// - Throws: `unreadable`, `noClasses`, or `duplicateClass` when two names are one folder or look the same.
    static func classes(in folder: String) throws(DatasetError) -> [String] {
        let entries = try FolderEntries(folder)
        var names: [String] = []
        var seen: [FolderEntries.Identity: String] = [:]
        for index in 0..<entries.count {
            guard case .folder(let identity) = entries.kind(index) else { continue }
            let name = String(decoding: entries.name(index), as: UTF8.self)
            // Strings are equal when they look equal, however they are composed.
            if let other = seen[identity] ?? names.first(where: { $0 == name }) {
                throw .duplicateClass(folder: folder, name: name, other: other)
            }
            seen[identity] = name
            names.append(name)
        }
        guard !names.isEmpty else { throw .noClasses(path: folder) }
        guard names.count <= Int(UInt16.max) + 1 else {
            throw .tooManyClasses(path: folder, found: names.count)
        }
        return names
    }

    /// The files of a split.
    ///
    /// - Parameter present: which of the classes have a folder; all when `nil`.
    /// - Throws: `noImages`, `unreadable` or `badImage`.
    mutating func files(
        in folder: String, classes: [String], present: Set<String>? = nil
    ) throws(DatasetError) -> ImageFileList {
        var list = ImageFileList(folder: folder, classFolders: classes)
        for (label, name) in classes.enumerated() where present?.contains(name) ?? true {
            pending += Array(name.utf8) + [0]
            let entries = try FolderEntries("\(folder)/\(name)")
            try add(entries, "\(folder)/\(name)", [], label, [entries.identity], to: &list)
            hash.update(data: pending)
            pending.removeAll(keepingCapacity: true)
        }
        guard list.count > 0 else { throw .noImages(path: folder) }
        list.compact()
        return list
    }

    /// Adds what is in one folder and those below it.
    ///
    /// - Parameters:
    ///   - prefix: path from the class folder.
    ///   - above: the folders on the way here, to notice a loop.
    private mutating func add(
        _ entries: borrowing FolderEntries, _ path: String, _ prefix: [UInt8], _ label: Int,
        _ above: Set<FolderEntries.Identity>, to list: inout ImageFileList
    ) throws(DatasetError) {
        for index in 0..<entries.count {
            let name = prefix + entries.name(index)
            switch entries.kind(index) {
            case .file(let bytes):
                guard Self.isImage(name) else {
                    ignoredFiles += 1
                    continue
                }
                if bytes == 0 {
                    try note(.empty, path, name)
                    continue
                }
                list.append(name, label: label)
                pending += name
                pending.append(0)
                let length = UInt64(bytes)
                for shift in stride(from: 0, to: 64, by: 8) {
                    pending.append(UInt8(truncatingIfNeeded: length >> shift))
                }
            case .folder(let identity):
                if above.contains(identity) {
                    try note(.unreadable(reason: "a link leads back to a folder above it"), path, name)
                    continue
                }
                let below = try FolderEntries("\(path)/\(String(decoding: name, as: UTF8.self))")
                try add(below, path, name + [UInt8(ascii: "/")], label, above.union([identity]), to: &list)
            case .other: ignoredFiles += 1
            case .broken(let reason): try note(.unreadable(reason: reason), path, name)
            }
        }
    }

    private mutating func note(
        _ fault: ImageFault, _ folder: String, _ name: [UInt8]
    ) throws(DatasetError) {
        let bad = BadImage(path: "\(folder)/\(String(decoding: name, as: UTF8.self))", fault: fault)
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
