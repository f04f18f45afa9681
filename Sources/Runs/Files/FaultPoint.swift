import Foundation

/// A named place where a process can be made to die, to prove that nothing is lost there.
///
/// The environment variable `ABLATE_FAULT` says where, at which passage, and how:
/// `checkpoint-rename:3=kill` ends the process with SIGKILL when it passes `checkpoint-rename` the third time
/// (the first where no number stands). Several are separated by commas. Other actions: `kill-parent`,
/// `kill-both`, and `stop`, which holds the process until it gets a SIGCONT. Without the variable a point costs
/// the look at a constant.
///
/// With `ABLATE_FAULT_LOG` each passage appends the point's name to that file, and passages are counted by its
/// lines, over all processes: a fault then happens once, however often a process is started again.
package struct FaultPoint: Hashable, Sendable {
    package let name: String

    /// A file that is replaced as a whole, as ``DurableFile`` does it.
    package enum File: String, CaseIterable, Sendable {
        case study, attempt, checkpoint, result, failure, weights
    }

    /// Where its replacement stands.
    package enum Stage: String, CaseIterable, Sendable {
        /// Nothing is written.
        case write
        /// Half of it is written, under a temporary name.
        case half
        /// All of it is on the disk, under a temporary name.
        case rename
        /// It is in its place.
        case renamed
    }

    package init(_ file: File, _ stage: Stage) { name = "\(file.rawValue)-\(stage.rawValue)" }
    private init(_ name: String) { self.name = name }

    /// Before a line of `events.jsonl`, after half of it, after all of it.
    package static let eventAppend = FaultPoint("event-append")
    package static let eventHalf = FaultPoint("event-half")
    package static let eventAppended = FaultPoint("event-appended")
    /// After each training step.
    package static let trainingStep = FaultPoint("training-step")
    /// When a run's lease is written and when it is to be removed.
    package static let leaseTaken = FaultPoint("lease-taken")
    package static let leaseRelease = FaultPoint("lease-release")
    /// Before the transaction that imports an attempt ends, and after it.
    package static let databaseImport = FaultPoint("import")
    package static let databaseImported = FaultPoint("imported")

    /// `ablate rename`, when a study has another name in its manifest: before the file is called after it, and before the
    /// database is told.
    package static let renameFile = FaultPoint("rename-file")
    package static let renameDatabase = FaultPoint("rename-database")
    /// `ablate remove`: before anything is changed, after each run's folder was set aside and each study's file was
    /// removed, before the transaction ends and after it, and after each folder was deleted.
    package static let removalBegun = FaultPoint("remove-begun")
    package static let removalSetAside = FaultPoint("remove-set-aside")
    package static let removalOfStudy = FaultPoint("remove-study")
    package static let removalInDatabase = FaultPoint("remove-in-database")
    package static let removalForgotten = FaultPoint("remove-forgotten")
    package static let removalDeleted = FaultPoint("remove-deleted")
    /// `ablate clean`: when the final weights of a run are kept, and after each file or folder that it removes.
    package static let cleaningKept = FaultPoint("clean-kept")
    package static let cleaningRemoved = FaultPoint("clean-removed")

    /// `ablate gather --from`: after each attempt was copied, and when it is in its place.
    package static let gatheringCopied = FaultPoint("gather-copied")
    package static let gatheringTaken = FaultPoint("gather-taken")
    /// The same from an archive: after each file was unpacked.
    package static let gatheringUnpacked = FaultPoint("gather-unpacked")

    /// Those that a study passes.
    package static let ofStudies: [FaultPoint] =
        files(File.allCases) + [
            eventAppend, eventHalf, eventAppended, trainingStep, leaseTaken, leaseRelease, databaseImport,
            databaseImported,
        ]
    package static let ofRemoval = [
        removalBegun, removalSetAside, removalOfStudy, removalInDatabase, removalForgotten, removalDeleted,
    ]
    package static let ofCleaning = files([.weights]) + [cleaningKept, cleaningRemoved]
    package static let ofGathering = [gatheringCopied, gatheringTaken]
    package static let ofArchives = [gatheringUnpacked] + ofGathering
    package static let ofRenaming = [renameFile, renameDatabase]
    /// Each once.
    package static let all =
        ofStudies + ofRemoval + [cleaningKept, cleaningRemoved] + ofArchives + ofRenaming

    private static func files(_ files: [File]) -> [FaultPoint] {
        files.flatMap { file in Stage.allCases.map { FaultPoint(file, $0) } }
    }

    /// Whether any point does anything in this process.
    package static var areActive: Bool { FaultPlan.current != nil }

    /// Marks the place; does not return where the plan says so.
    package func pass() { FaultPlan.current?.pass(self) }
}

/// What the environment asks for.
private final class FaultPlan: @unchecked Sendable {
    private enum Action: String {
        case kill
        case killParent = "kill-parent"
        case killBoth = "kill-both"
        case stop
    }

    private struct Fault {
        let point: String
        let passage: Int
        let action: Action
    }

    static let current = FaultPlan(environment: ProcessInfo.processInfo.environment)

    private let faults: [Fault]
    private let log: String?
    private let lock = NSLock()
    private var passages: [String: Int] = [:]

    private init?(environment: [String: String]) {
        let text = environment["ABLATE_FAULT"] ?? ""
        log = environment["ABLATE_FAULT_LOG"].flatMap { $0.isEmpty ? nil : $0 }
        if text.isEmpty && log == nil { return nil }
        faults = text.split(separator: ",").map { part in
            guard let fault = Self.fault(String(part)) else {
                // A test whose fault never happens would pass for nothing.
                let names = FaultPoint.all.map(\.name).joined(separator: ", ")
                let sentence =
                    "ABLATE_FAULT must be POINT[:PASSAGE]=kill, kill-parent, kill-both or stop, with a point "
                    + "among \(names), but has '\(part)'.\n"
                try? FileHandle.standardError.write(contentsOf: Data(sentence.utf8))
                exit(64)
            }
            return fault
        }
    }

    private static func fault(_ text: String) -> Fault? {
        let sides = text.split(separator: "=", maxSplits: 1)
        guard sides.count == 2, let action = Action(rawValue: String(sides[1])) else { return nil }
        let place = sides[0].split(separator: ":", maxSplits: 1)
        guard let point = place.first, FaultPoint.all.contains(where: { $0.name == point }),
            let passage = place.count == 2 ? Int(place[1]) : 1, passage > 0
        else { return nil }
        return Fault(point: String(point), passage: passage, action: action)
    }

    func pass(_ point: FaultPoint) {
        let passage = count(point.name)
        for fault in faults where fault.point == point.name && fault.passage == passage {
            switch fault.action {
            case .kill: kill(getpid(), SIGKILL)
            case .killParent: kill(getppid(), SIGKILL)
            case .killBoth:
                kill(getppid(), SIGKILL)
                kill(getpid(), SIGKILL)
            case .stop: kill(getpid(), SIGSTOP)
            }
        }
    }

    /// The number of this passage, from 1.
    private func count(_ name: String) -> Int {
        guard let log else {
            return lock.withLock {
                passages[name, default: 0] += 1
                return passages[name, default: 0]
            }
        }
        let descriptor = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        if descriptor >= 0 {
            let line = Array((name + "\n").utf8)
            _ = write(descriptor, line, line.count)
            close(descriptor)
        }
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").count { $0 == name }
    }
}
