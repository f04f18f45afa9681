/// Paths and labels of many image files, compactly: a million take some 40 MB.
package struct ImageFileList: Sendable {
    /// Folder that holds the class folders.
    package let folder: String
    /// `[N]`: index of the class folder of each file.
    package private(set) var labels: [UInt16] = []
    private let classFolders: [PathBytes]
    /// Paths from the class folder, one behind the other.
    private var names: [UInt8] = []
    /// Where each ends.
    private var ends: [UInt32] = []

    package var count: Int { labels.count }

    /// - Parameter classFolders: names within `folder`, by label.
    init(folder: String, classFolders: [PathBytes]) {
        self.folder = folder
        self.classFolders = classFolders
    }

    /// The path of a file for people; bytes that are not UTF-8 stand as in `caf\xE9`.
    ///
    /// - Precondition: there is a file `index`.
    package func path(_ index: Int) -> String { bytes(of: index).text }

    /// The file as it lies there.
    ///
    /// - Precondition: there is a file `index`.
    /// - Throws: `unreadable`, `empty` or `unknownFormat`.
    package func image(_ index: Int) throws(ImageFault) -> EncodedImage {
        try EncodedImage([UInt8](contentsOf: bytes(of: index)))
    }

    private func bytes(of index: Int) -> PathBytes {
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return PathBytes(folder).appending(classFolders[Int(labels[index])])
            .appending(PathBytes(Array(names[start..<Int(ends[index])])))
    }

    mutating func append(_ name: some Collection<UInt8>, label: Int) {
        names.append(contentsOf: name)
        ends.append(UInt32(names.count))
        labels.append(UInt16(label))
    }

    /// Returns memory that is held for growth.
    mutating func compact() {
        names = names.exactly
        ends = ends.exactly
        labels = labels.exactly
    }
}

extension Array {
    /// The same in memory for no more.
    fileprivate var exactly: [Element] {
        [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            _ = buffer.initialize(from: self)
            initialized = count
        }
    }
}
