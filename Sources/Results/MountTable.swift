import Foundation

/// What is mounted where, to tell a local disk from another machine's.
package struct MountTable: Hashable, Sendable {
    package struct Mount: Hashable, Sendable {
        /// Device, or server and path: `fileserver:/export`.
        package let source: String
        package let folder: String
        /// As the system calls it: `ext4`, `nfs4`.
        package let type: String

        package init(source: String, folder: String, type: String) {
            self.source = source
            self.folder = folder
            self.type = type
        }
    }

    package let mounts: [Mount]

    /// - Parameter text: lines of source, folder and type in the manner of `/etc/fstab`, with white space in names
    ///   as `\040`.
    package init(text: String) {
        mounts = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ").map { Self.unescaped($0) }
            guard fields.count >= 3 else { return nil }
            return Mount(source: fields[0], folder: fields[1], type: fields[2])
        }
    }

    /// This system's; empty where there is no `/proc`.
    package static var current: MountTable {
        MountTable(text: (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? "")
    }

    /// The mount that an existing path is on; of several on one folder the last hides the others.
    package func mount(holding path: String) -> Mount? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        let path = String(cString: real)
        let holding = mounts.filter { mount in
            mount.folder == "/" || path == mount.folder || path.hasPrefix(mount.folder + "/")
        }
        let longest = holding.map(\.folder.count).max()
        return holding.last { $0.folder.count == longest }
    }

    /// `\040` and the like as the characters they stand for.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3,
                let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension MountTable.Mount {
    /// Whether other machines may have the same files open, so that memory mapped here is not what they see.
    package var isNetwork: Bool { Self.networkTypes.contains(type) }

    private static let networkTypes: Set = [
        "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.ceph", "fuse.davfs", "fuse.gcsfuse",
        "fuse.glusterfs", "fuse.juicefs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "gfs2", "glusterfs",
        "gpfs",
        "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb3", "smbfs", "vboxsf",
    ]
}
