import Foundation

/// How much of the machine's processors the process's control groups grant (Linux), as `docker run --cpus` or
/// a scheduler sets it.
package enum CPUQuota {
    /// Whole processors, at least 1; `nil` without a limit.
    ///
    /// Rounded down: threads that wait for each other at every operation lose more when the group is held up
    /// than a thread more would gain.
    package static var grantedCPUs: Int? {
        guard let groups = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8) else {
            return nil
        }
        return cpus(groups: groups) { try? String(contentsOfFile: $0, encoding: .utf8) }
    }

    /// - Parameters:
    ///   - groups: the text of `/proc/self/cgroup`: `id:controllers:path` a line, no controllers in version 2.
    ///   - read: the text of a file; `nil` when it cannot be read.
    package static func cpus(groups: String, read: (String) -> String?) -> Int? {
        var smallest: Double?
        for line in groups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let controllers = parts[1].split(separator: ",")
            let roots: [String]
            switch controllers {
            case []: roots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
            case _ where controllers.contains("cpu"):
                roots = ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"]
            default: continue
            }
            for root in roots {
                for folder in ancestors(of: String(parts[2]), under: root) {
                    guard let quota = controllers.isEmpty ? version2(folder, read) : version1(folder, read)
                    else { continue }
                    smallest = min(smallest ?? quota, quota)
                }
            }
        }
        return smallest.map { max(1, Int(min($0, 1e6))) }
    }

    /// The group's folder and those above it, each of which may set a limit. A container may see its group as
    /// the root, whatever path it has outside.
    private static func ancestors(of path: String, under root: String) -> [String] {
        let names = path.split(separator: "/")
        return (0...names.count).map { ([root] + names.prefix($0).map(String.init)).joined(separator: "/") }
    }

    /// `cpu.max`: `max 100000`, or microseconds granted in each period of microseconds.
    private static func version2(_ folder: String, _ read: (String) -> String?) -> Double? {
        guard let numbers = read(folder + "/cpu.max")?.split(whereSeparator: \.isWhitespace),
            numbers.count == 2
        else { return nil }
        return ratio(String(numbers[0]), String(numbers[1]))
    }

    /// The same in two files; the quota is -1 without a limit.
    private static func version1(_ folder: String, _ read: (String) -> String?) -> Double? {
        guard let quota = read(folder + "/cpu.cfs_quota_us"), let period = read(folder + "/cpu.cfs_period_us")
        else { return nil }
        return ratio(quota, period)
    }

    private static func ratio(_ quota: String, _ period: String) -> Double? {
        guard let quota = Double(quota.trimmingCharacters(in: .whitespacesAndNewlines)),
            let period = Double(period.trimmingCharacters(in: .whitespacesAndNewlines)), quota > 0, period > 0
        else { return nil }
        return quota / period
    }
}
