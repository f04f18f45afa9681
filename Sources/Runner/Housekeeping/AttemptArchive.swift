import AblateRuns
import Foundation

/// Finished attempts and their studies in one file, so that they can travel: what of each tells the result, a few
/// kilobytes, named as in a results folder, in the order of the names.
///
///     runs/<first 16 digits of SHA-256>/attempt-<n>/attempt.json
///     runs/<first 16 digits of SHA-256>/attempt-<n>/result.json
///     studies/<study>.json
///     whole.json                                                   a Seal
package enum AttemptArchive {
    /// What an archive may hold, in bytes of its tar: 200,000 runs of a few epochs. A few bytes that unpack without end
    /// are not followed there.
    package static let mostBytes = 1 << 30

    /// How a tar is packed.
    package enum Compression: String, CaseIterable, Sendable {
        case none, gzip, xz, zstd

        /// After the ending of a file's name, in any case; `nil` for an ending of something else.
        package init?(ofFile path: String) {
            let name = path.lowercased()
            guard let found = Self.allCases.first(where: { $0.endings.contains(where: name.hasSuffix) })
            else {
                return nil
            }
            self = found
        }

        /// Endings of files that are packed so, the usual one first.
        package var endings: [String] {
            switch self {
            case .none: [".tar"]
            case .gzip: [".tar.gz", ".tgz"]
            case .xz: [".tar.xz"]
            case .zstd: [".tar.zst"]
            }
        }

        /// How many of a file's first bytes tell.
        static let magicBytes = 6

        /// After a file's first bytes.
        init(ofBytes bytes: Data) {
            self = Self.allCases.first { !$0.magic.isEmpty && bytes.starts(with: $0.magic) } ?? .none
        }

        /// What a file that is packed so begins with; nothing for a plain tar, which has its name further in.
        private var magic: [UInt8] {
            switch self {
            case .none: []
            case .gzip: [0x1F, 0x8B]
            case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
            case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
            }
        }
    }

    /// The path of the seal, which is the last of all in the order of names, too.
    static let sealPath = "whole.json"

    /// The last file of an archive, which tells that it is whole: neither tar nor, in libarchive, gzip and Zstandard
    /// notice every damage.
    struct Seal: Hashable, Codable {
        /// Files before it.
        var files = 0
        /// Of all files before it, for each its path, a zero byte, its length in decimal digits, a zero byte, and its
        /// bytes.
        var sha256 = ""
    }

    /// Makes a seal of files that come one by one.
    struct Sealing {
        private let hash = SHA256()
        private var files = 0

        /// Adds a file behind those that were added before.
        mutating func add(_ path: String, _ contents: Data) {
            files += 1
            hash.update(Array("\(path)\0\(contents.count)\0".utf8))
            hash.update(contents)
        }

        /// Of the files so far.
        var seal: Seal { Seal(files: files, sha256: hash.digest.hexadecimal) }
    }

    /// Where a study's manifest lies: under the name that a new study's file has in a results folder.
    static func path(ofStudy name: String) -> String { "studies/\(FileName.of(name)).json" }

    /// The folder of an attempt, as in a results folder.
    static func path(ofRun key: String, attempt number: Int) -> String { "runs/\(key)/attempt-\(number)" }

    /// What there is of an attempt.
    static let attemptFiles = ["attempt.json", "result.json"]

    /// Whether an archive may hold a file of that path, the seal aside: no other name is ever made a file of.
    static func holds(_ path: String) -> Bool {
        guard path.utf8.count <= 200 else { return false }
        return path.wholeMatch(of: /studies\/[A-Za-z0-9_=+,@-][A-Za-z0-9._=+,@-]*\.json/) != nil
            || path.wholeMatch(of: /runs\/[0-9a-f]{16}\/attempt-[1-9][0-9]{0,8}\/(attempt|result)\.json/)
                != nil
    }
}
