import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

/// `export --what attempts`.
extension Export {
    /// Writes the archive, and says what is in it and what is not.
    ///
    /// - Throws: an exit status after one sentence on standard error.
    func writeAttempts() throws {
        let (path, compression) = try place()
        let folder = try results.existingFolder()
        let line = ProgressLine()
        do {
            let packing = try AttemptPacking(folder, study: study) {
                line.show("exporting: run \($0) of \($1)")
            }
            let bytes = try write(packing, compression, to: path)
            line.clear()
            for problem in packing.problems { StandardError.say("\(problem) It was left out.") }
            let sentence = packing.sentence(of: folder.url.path, in: path, bytes: bytes)
            if path == "-" { StandardError.say(sentence) } else { print(sentence) }
            if !packing.problems.isEmpty { throw ExitCode(65) }
        } catch let status as ExitCode {
            throw status
        } catch {
            line.clear()
            throw ExitCode.failure(error)
        }
    }

    /// Where the archive goes, and how it is packed.
    private func place() throws -> (path: String, compression: AttemptArchive.Compression) {
        if format != nil {
            throw ExitCode.usage("--format is of rows, and attempts are an archive; leave it out.")
        }
        guard let path else {
            throw ExitCode.usage(
                "--what attempts writes an archive; name it with -o, such as -o attempts.tar.xz.")
        }
        if path == "-" {
            if isatty(STDOUT_FILENO) == 1 {
                throw ExitCode.usage(
                    "An archive is not written to a terminal; send it into a pipe, or name a file with -o.")
            }
            return (path, .none)
        }
        guard let compression = AttemptArchive.Compression(ofFile: path) else {
            let endings = AttemptArchive.Compression.allCases.flatMap(\.endings)
            throw ExitCode.usage(
                "-o must name an archive that ends in \(Units.list(endings, "or")), but is '\(path)'.")
        }
        return (path, compression)
    }

    /// - Returns: the bytes of the archive.
    private func write(
        _ packing: AttemptPacking, _ compression: AttemptArchive.Compression, to path: String
    ) throws -> Int {
        let file = try ExportFile(path)
        do {
            let writer = try ArchiveWriter(compression) { try file.append($0) }
            try packing.write(to: writer)
            try file.finish()
            return writer.packedBytes
        } catch {
            file.discard()
            throw error
        }
    }
}

extension AttemptPacking {
    fileprivate func sentence(of folder: String, in archive: String, bytes: Int) -> String {
        let studies = Units.plural(studies, "study", "studies")
        let attempts = Units.plural(attempts, "finished attempt")
        let place = archive == "-" ? "the archive" : "'\(archive)'"
        var text = "\(studies) and \(attempts) of \(folder) are in \(place) (\(DiskUsage.text(bytes)))"
        let left = [(failed, "failed"), (unfinished, "unfinished")].filter { $0.0 > 0 }
        if !left.isEmpty {
            let one = failed + unfinished == 1
            text +=
                "; \(left.map { "\($0.0) \($0.1)" }.joined(separator: " and ")) \(one ? "was" : "were") left out"
        }
        return text + "."
    }
}
