/// Paths and labels of many image files, compactly: a million take some 40 MB.
public struct ImageFileList: Sendable {
    /// Folder that holds the class folders.
    public let folder: String
    /// `[N]`: index of the class folder of each file.
    public private(set) var labels: [UInt16] = []
    private let classFolders: [String]
    /// Paths from the class folder, one behind the other.
    private var names: [UInt8] = []
    /// Where each ends.
    private var ends: [UInt32] = []

    public var count: Int { labels.count }

    /// - Parameter classFolders: names within `folder`, by label.
    init(folder: String, classFolders: [String]) {
        self.folder = folder
        self.classFolders = classFolders
    }

    /// - Precondition: there is a file `index`.
    public func path(_ index: Int) -> String {
        let start = index == 0 ? 0 : Int(ends[index - 1])
        let name = String(decoding: names[start..<Int(ends[index])], as: UTF8.self)
        return "\(folder)/\(classFolders[Int(labels[index])])/\(name)"
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
