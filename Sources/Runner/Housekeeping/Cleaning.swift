import AblateArchitectures
import AblateRuns
import AblateWords
import Foundation

/// What a results folder holds that nobody needs any more, and what looks like it but stays.
package struct Cleaning: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Checkpoints of finished attempts, of which the final weights are kept.
        case optimizerState = "optimizer state"
        /// Checkpoints of attempts that failed, diverged or were given up for a later one: they are never resumed.
        case deadCheckpoint = "dead checkpoint"
        /// Folders in which no attempt began.
        case emptyFolder = "empty folder"
        /// Leases of processes that have ended.
        case lease
        /// What killed processes were writing.
        case temporaryFile = "temporary file"
        /// What killed removals had taken out and not yet deleted.
        case removed
        /// Copies of another folder's attempts that a killed process was making.
        case arriving = "half-gathered attempt"
        /// Attempts that could not be read.
        case quarantined
        /// Attempts that are to be resumed.
        case interrupted
        /// Copies of the database that were made before it was changed.
        case backup
    }

    package struct Item: Hashable, Sendable {
        package let kind: Kind
        package let url: URL
        /// Within the results folder.
        package let path: String
        /// That cleaning it frees, or that it takes where it stays.
        package let bytes: Int
        /// Why it stays, in a few words; `nil` when it goes.
        package let reason: String?
        /// The run that it belongs to, by the first 16 digits of its SHA-256.
        let key: String?
    }

    package private(set) var going: [Item] = []
    package private(set) var staying: [Item] = []

    private let folder: ResultsFolder

    /// Looks through the folder without changing anything in it.
    ///
    /// - Parameter includesQuarantine: whether attempts that could not be read go too.
    package init(_ folder: ResultsFolder, includesQuarantine: Bool = false) {
        self.folder = folder
        for key in folder.runKeys { add(run: key) }
        for url in folder.leftAside { add(.removed, url) }
        let arriving = AttemptArrivals.url(in: folder)
        if FileManager.default.fileExists(atPath: arriving.path) { add(.arriving, arriving) }
        for name in ResultsFolder.names(in: folder.quarantine) {
            let url = folder.quarantine.appendingPathComponent(name, isDirectory: true)
            add(.quarantined, url, reason: includesQuarantine ? nil : "\(Remedy.removeQuarantined)")
        }
        for place in [folder.url, folder.studies, folder.runs] { addTemporaryFiles(in: place, age: 3600) }
        // Weights are written before checkpoints go, which on a full disk needs what the others free.
        going = going.filter { $0.kind != .optimizerState } + going.filter { $0.kind == .optimizerState }
        for name in ResultsFolder.names(in: folder.url) where Self.isBackup(name) {
            add(.backup, folder.url.appendingPathComponent(name), reason: "delete it when you do not need it")
        }
    }

    /// `ablate-previous.sqlite` and `ablate-schema-2-….sqlite`, numbered or not.
    private static func isBackup(_ name: String) -> Bool {
        name.hasSuffix(".sqlite") && ["ablate-previous", "ablate-schema-"].contains { name.hasPrefix($0) }
    }

    private mutating func add(
        _ kind: Kind, _ url: URL, bytes: Int? = nil, reason: String? = nil, key: String? = nil
    ) {
        var usage = DiskUsage()
        if bytes == nil { usage.add(url) }
        let item = Item(
            kind: kind, url: url, path: folder.path(of: url), bytes: bytes ?? usage.bytes, reason: reason,
            key: key)
        if reason == nil { going.append(item) } else { staying.append(item) }
    }

    // MARK: Runs

    private mutating func add(run key: String) {
        let run = folder.runFolder(key)
        if let lease = Lease.read(in: run) {
            // Whoever works on it puts its own house in order.
            if lease.isAlive { return }
            add(.lease, Lease.file(in: run), key: key)
        }
        addTemporaryFiles(in: run, age: 0, key: key)
        let attempts = ResultsFolder.attemptFolders(in: run)
        let latest = attempts.last { AttemptFolder.hasBegun($0.url) }?.number
        for (number, url) in attempts {
            addTemporaryFiles(in: url, age: 0, key: key)
            if AttemptFolder.hasBegun(url) {
                add(attempt: url, run: key, isLatest: number == latest)
            } else if folder.isEmpty(attempt: url) {
                add(.emptyFolder, url, key: key)
            }
        }
        if folder.isEmpty(run: run) { add(.emptyFolder, run, key: key) }
    }

    private mutating func add(attempt url: URL, run key: String, isLatest: Bool) {
        var usage = DiskUsage()
        for checkpoint in AttemptFolder.checkpoints(in: url) { usage.add(checkpoint) }
        guard usage.files > 0, let record = try? ResultsFolder.open(url, run: key).record() else { return }
        switch record.state {
        case .finished(let result) where result.status == .completed:
            add(.optimizerState, url, bytes: usage.bytes - Self.missingWeights(of: record, in: url), key: key)
        case .unfinished where isLatest:
            add(
                .interrupted, url, bytes: usage.bytes, reason: "\(Remedy.goOn)",
                key: key)
        case .finished, .failed, .unfinished: add(.deadCheckpoint, url, bytes: usage.bytes, key: key)
        }
    }

    /// What the file of final weights will take, where there is none.
    private static func missingWeights(of record: AttemptRecord, in url: URL) -> Int {
        let identity = record.identity
        guard !FinalWeightsFile.isThere(in: url),
            let network = try? Network(
                identity.architecture, input: identity.data.input, classes: identity.data.classes)
        else { return 0 }
        return FinalWeightsFile.byteCount(of: network)
    }

    // MARK: Temporary files

    /// - Parameter age: of files that another process may still be writing, in seconds.
    private mutating func addTemporaryFiles(in place: URL, age: TimeInterval, key: String? = nil) {
        for url in DurableFile.leftovers(in: place) + ResultsFolder.halfMadeDatabases(in: place)
        where ResultsFolder.age(of: url) >= age {
            add(.temporaryFile, url, key: key)
        }
    }
}

extension ResultsFolder {
    /// As the folder's user would write it.
    func path(of url: URL) -> String {
        let prefix = self.url.path + "/"
        return url.path.hasPrefix(prefix) ? String(url.path.dropFirst(prefix.count)) : url.path
    }

    /// Databases that a killed process was making, to be put in the place of one.
    static func halfMadeDatabases(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix(".ablate.sqlite.new") || $0.hasSuffix(".sqlite.partial") }.sorted()
            .map { folder.appendingPathComponent($0) }
    }

    /// Seconds since the file was last written to.
    static func age(of url: URL) -> TimeInterval {
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
        guard let written = attributes?[.modificationDate] as? Date else { return 0 }
        return Date.now.timeIntervalSince(written)
    }

    /// Whether an attempt's folder has nothing in it that a process would have written after it began.
    func isEmpty(attempt url: URL) -> Bool {
        Self.names(in: url).allSatisfy { name in
            name == "lock" || (name == "log.txt" && Self.isWithoutText(url.appendingPathComponent(name)))
        }
    }

    /// Whether there is nothing in a run's folder but what is empty itself.
    func isEmpty(run url: URL) -> Bool {
        Self.names(in: url).allSatisfy { name in
            if name == "lease.json" { return true }
            let attempt = url.appendingPathComponent(name, isDirectory: true)
            return name.hasPrefix("attempt-") && !AttemptFolder.hasBegun(attempt) && isEmpty(attempt: attempt)
        }
    }

    private static func isWithoutText(_ url: URL) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
        return attributes?[.size] as? Int == 0
    }
}
