/// What a folder of images holds beside them, and was left out.
package struct PassedOver: Hashable, Sendable {
    /// Entries of one kind.
    struct Group: Hashable, Sendable {
        private(set) var count = 0
        /// Path of the first from the folder of images.
        private(set) var first = ""

        mutating func note(_ path: String) {
            if count == 0 { first = path }
            count += 1
        }
    }

    /// Folders that file managers, archivers and network storage keep beside others' files.
    var foreign = Group()
    /// Entries whose names begin with a full stop, such as the `._NAME.jpg` beside pictures from a Mac.
    var hidden = Group()
    /// Files in a class folder that are not images by their names.
    var other = Group()
    /// Files that are in no class folder.
    var beside = Group()

    /// Names of the folders in ``foreign``.
    static let foreignFolders: Set<String> = [
        "__MACOSX", "@eaDir", "#recycle", "@Recycle", "@Recently-Snapshot", "$RECYCLE.BIN",
        "System Volume Information", "lost+found",
    ]

    /// A sentence about all of it; `nil` when there is nothing.
    package var remark: String? {
        func part(_ group: Group, _ one: String, _ many: String) -> String? {
            switch group.count {
            case 0: nil
            case 1: "1 \(one) (\(group.first))"
            default: "\(group.count) \(many) (such as \(group.first))"
            }
        }
        let parts = [
            part(foreign, "folder that another program keeps", "folders that other programs keep"),
            part(hidden, "hidden entry", "hidden entries"),
            part(
                other, "file that is not called .jpg, .jpeg or .png",
                "files that are not called .jpg, .jpeg or .png"),
            part(beside, "file in no class folder", "files in no class folder"),
        ].compactMap(\.self)
        return parts.isEmpty ? nil : "Passed over: \(parts.joined(separator: ", "))."
    }
}
