import Foundation

/// What this process has used so far.
struct ProcessUsage {
    let cpuSeconds: Double
    let peakMemoryBytes: Int

    static var current: ProcessUsage {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            // The peak of getrusage begins with that of the process which started this one.
            let peak = ownPeakKilobytes ?? Int(usage.ru_maxrss)
            let peakMemoryBytes = peak * 1024
        #else
            getrusage(RUSAGE_SELF, &usage)
            let peakMemoryBytes = Int(usage.ru_maxrss)
        #endif
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return ProcessUsage(
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), peakMemoryBytes: peakMemoryBytes)
    }

    /// "VmHWM:     12345 kB" in Linux's status of the process.
    private static var ownPeakKilobytes: Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
    }
}
