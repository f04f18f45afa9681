import AblateRuns
import Foundation

extension Provenance {
    /// What can be said of this process, this machine, and the checkout that the program was built in.
    ///
    /// - Parameters:
    ///   - threads: of one training process.
    ///   - instructionSet: of the kernels.
    ///   - onRemark: called with a sentence when there is a checkout and git does not tell its commit.
    package static func gather(
        threads: Int, instructionSet: String, onRemark: (String) -> Void = { _ in }
    ) throws -> Provenance {
        var state: (commit: String, changesSHA256: String?)?
        do {
            state = try Checkout(of: URL(fileURLWithPath: ownExecutable))?.state()
        } catch {
            onRemark("\(error)")
        }
        return Provenance(
            gitCommit: state?.commit, gitDiffSHA256: state?.changesSHA256,
            binarySHA256: try sha256(ofFile: ownExecutable), swiftVersion: swiftVersion, cpuModel: cpuModel,
            instructionSet: instructionSet, threads: threads, host: ProcessInfo.processInfo.hostName)
    }

    /// The program that is running. On Linux the link keeps naming it even when a new build has replaced
    /// the file, so that all runs of a study are made by one program.
    package static var ownExecutable: String {
        let link = "/proc/self/exe"
        if FileManager.default.fileExists(atPath: link) { return link }
        return Bundle.main.executablePath ?? CommandLine.arguments[0]
    }

    package static func sha256(ofFile path: String) throws -> String {
        do {
            return try SHA256.digest(ofFile: URL(fileURLWithPath: path)).hexadecimal
        } catch {
            throw RunnerError.cannotRead(path: path, reason: RunnerError.reason(error))
        }
    }

    private static var cpuModel: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        return cpuModel(cpuinfo: text)
    }

    /// `model name` on x86-64; on arm64, where there is none, implementer and part.
    package static func cpuModel(cpuinfo: String) -> String {
        func value(_ key: String) -> String? {
            for line in cpuinfo.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2, String(parts[0]).trimmed == key { return String(parts[1]).trimmed }
            }
            return nil
        }
        if let name = value("model name") { return name }
        guard let implementer = value("CPU implementer"), let part = value("CPU part") else {
            return "unknown"
        }
        return "implementer \(implementer) part \(part)"
    }

    /// Of the compiler that this program was built with, to the minor version.
    static var swiftVersion: String {
        #if compiler(>=6.5)
            "6.5 or later"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #elseif compiler(>=6.2)
            "6.2"
        #elseif compiler(>=6.1)
            "6.1"
        #else
            "6.0"
        #endif
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
