import AblateRuns
import Foundation

/// What files and folders take on the disk.
package struct DiskUsage: Hashable, Sendable, CustomStringConvertible {
    /// Allocated, which is less than a file's length where it has holes and more where it ends within a block.
    package private(set) var bytes = 0
    /// Names of one file count it again in neither number.
    package private(set) var files = 0

    /// Files with several names, by device and number: each counts once, wherever its names stand.
    private var linked: Set<[UInt64]> = []

    package init() {}

    package static func == (first: DiskUsage, second: DiskUsage) -> Bool {
        first.bytes == second.bytes && first.files == second.files
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
        hasher.combine(files)
    }

    /// Adds a file or a folder with all below it. Links to elsewhere are not followed, and what vanishes meanwhile or
    /// cannot be looked into counts nothing.
    package mutating func add(_ url: URL) { add(url.path) }

    private mutating func add(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            for name in names { add(path + "/" + name) }
        } else {
            if status.st_nlink > 1 {
                let file = [UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino)]
                guard linked.insert(file).inserted else { return }
            }
            files += 1
        }
        bytes += Int(status.st_blocks) * 512
    }

    /// Such as `7.1 MB`.
    package var description: String { Self.text(bytes) }

    /// Bytes in decimal units, as disks are sold.
    package static func text(_ bytes: Int) -> String {
        if bytes < 1000 { return "\(bytes) B" }
        var (value, unit) = (Double(bytes), "B")
        for next in ["kB", "MB", "GB", "TB"] where value >= 999.5 {
            (value, unit) = (value / 1000, next)
        }
        return String(format: value < 9.95 ? "%.1f" : "%.0f", value) + " " + unit
    }
}

extension ResultsFolder {
    /// What the attempts of a run take on the disk; nothing when the run has no folder.
    package func diskUsage(of identity: RunIdentity) -> DiskUsage { diskUsage(of: [identity]) }

    /// What the attempts of several runs take together.
    package func diskUsage(of identities: some Sequence<RunIdentity>) -> DiskUsage {
        var usage = DiskUsage()
        for identity in identities { usage.add(folder(of: identity)) }
        return usage
    }

    /// What the whole folder takes: runs, studies, the database, reports and what was put aside.
    package var diskUsage: DiskUsage {
        var usage = DiskUsage()
        usage.add(url)
        return usage
    }
}
