import AblateRuns
import Foundation

/// `lease.json` in a run's folder: which process works on the run. It is written and removed under the results
/// folder's lock, and read without.
///
/// A lease ends with its process. On the machine that wrote it the process is looked up; elsewhere it is taken
/// for dead when the lease has not changed for ``patience`` of the observer's own clock: see ``LeaseSightings``.
package struct Lease: Hashable, Codable, Sendable {
    package var host: String
    package var process: Int32
    /// Names one start of one machine, and there one numbering of processes.
    package var machine: String
    /// Ticks between the machine's start and the process's, which tells it from a later one of the same
    /// number; `nil` where the system does not say.
    package var processStart: Int?
    /// Distinguishes studies within one process.
    package var holder: UUID
    /// Seconds since 1970 by the holder's clock, which may be wrong: to be told, not to be reckoned with.
    package var renewed: Double
    /// How often it was renewed, so that each renewal changes it whatever the clock does; `nil` in one of an earlier
    /// version.
    package var renewals: Int?

    /// How often a lease is renewed, and for how long one that does not change is believed, in seconds.
    package static let interval = 10.0
    package static let patience = 300.0

    package init(
        host: String, process: Int32, machine: String, processStart: Int?, holder: UUID, renewed: Double,
        renewals: Int? = nil
    ) {
        self.host = host
        self.process = process
        self.machine = machine
        self.processStart = processStart
        self.holder = holder
        self.renewed = renewed
        self.renewals = renewals
    }

    /// A lease for this process.
    init(holder: UUID, renewals: Int) {
        self.init(
            host: Self.hostName, process: getpid(), machine: Self.machine,
            processStart: Self.start(of: getpid()), holder: holder, renewed: Date.now.timeIntervalSince1970,
            renewals: renewals)
    }

    /// Whether its process is at work, or cannot be known not to be: at first sight, one of another machine is.
    package var isAlive: Bool { isAlive(by: .shared) }

    func isAlive(by sightings: LeaseSightings) -> Bool {
        guard machine == Self.machine else { return sightings.believes(self) }
        guard kill(process, 0) == 0 || errno == EPERM else { return false }
        return processStart == nil || processStart == Self.start(of: process)
    }

    /// Whether one look cannot tell: it is another machine's, and by its clock it was renewed long ago or is yet to be.
    package var isDoubtful: Bool {
        machine != Self.machine && abs(Date.now.timeIntervalSince1970 - renewed) > Self.patience
    }

    // MARK: The file

    static func read(in runFolder: URL) -> Lease? {
        try? RecordJSON.read(Lease.self, from: file(in: runFolder))
    }

    func write(in runFolder: URL) throws {
        try DurableFile.createFolder(runFolder)
        try DurableFile.replace(Self.file(in: runFolder), with: try RecordJSON.line(self))
    }

    static func remove(in runFolder: URL) throws {
        try FileManager.default.removeItem(at: file(in: runFolder))
    }

    static func file(in runFolder: URL) -> URL { runFolder.appendingPathComponent("lease.json") }

    // MARK: The machine

    private static let hostName: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    private static let machine: String = {
        let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let numbering = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        return [hostName, boot?.trimmingCharacters(in: .whitespacesAndNewlines), numbering]
            .compactMap(\.self).joined(separator: " ")
    }()

    /// Field 22 of `/proc/PID/stat`; `nil` where there is none.
    private static func start(of process: Int32) -> Int? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The name before it, in parentheses, may itself hold some.
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        // A process that was not waited for yet does not work any more.
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return Int(fields[19])
    }
}

extension ResultsFolder {
    /// The lease of a process that works on the run; `nil` when there is none.
    package func lease(of identity: RunIdentity) -> Lease? { lease(of: identity, by: .shared) }

    /// The same where the run's folder is known.
    func lease(in run: URL) -> Lease? {
        Lease.read(in: run).flatMap { $0.isAlive(by: .shared) ? $0 : nil }
    }

    func lease(of identity: RunIdentity, by sightings: LeaseSightings) -> Lease? {
        Lease.read(in: folder(of: identity)).flatMap { $0.isAlive(by: sightings) ? $0 : nil }
    }
}
