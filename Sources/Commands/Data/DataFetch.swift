import AblateDatasets
import AblateWords
import ArgumentParser
import Foundation

struct DataFetch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract:
            "Fetches a data set over HTTP, checks it against its SHA-256, and puts it where it is found.",
        discussion: """
            The files go to FOLDER/NAME, where FOLDER is --to, or what the environment variable ABLATE_DATA names, or \
            'data'. A transfer that was cut off is gone on from; files that are there and right are not fetched again.

            EXAMPLES
              \(Program.name) data fetch cifar-10
              \(Program.name) data fetch mnist --to ~/data
              \(Program.name) data fetch cifar-10 --url https://mirror.example.org/cifar/
            """)

    private static var downloads: [DataDownload] { DataFormats.all.compactMap(\.download) }

    @Argument(
        help: "The data set: \(Self.downloads.map(\.name).joined(separator: ", ")).",
        completion: .list(Self.downloads.map(\.name)))
    var name: String

    @Option(help: "Where to fetch from: file names are added to it. (default: the data set's home)")
    var url: String?

    @Option(help: "Folder that data sets are kept in.", completion: .directory)
    var to: String?

    @Flag(help: "Take files of any contents.")
    var anyContents = false

    func run() throws {
        guard let download = Self.downloads.first(where: { $0.name == name }) else {
            let names = Self.downloads.map(\.name)
            throw ExitCode.usage(
                "There is no data set '\(name)' to fetch"
                    + NearestNames.ending(
                        name, among: names, atMost: 2, listing: "there are \(names.quoted(joinedBy: "and"))"))
        }
        let given = ProcessInfo.processInfo.environment["ABLATE_DATA"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = "\(to ?? given ?? DataPlaces.defaultFolder)/\(name)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ExitCode.failure(
                "\(folder) cannot be made (\(error.localizedDescription)); check --to.", status: 73)
        }
        for file in download.files { try fetch(file, of: download, into: folder) }
        print("\(name) is in \(folder).")
    }

    private func fetch(_ file: DataDownload.File, of download: DataDownload, into folder: String) throws {
        let home = url ?? download.home
        let line = ProgressLine()
        do throws(FetchError) {
            let transfer = try FileDownload(
                url: home + (home.hasSuffix("/") ? "" : "/") + file.name, path: "\(folder)/\(file.name)",
                sha256: anyContents ? nil : file.sha256)
            let isNew = try transfer.run { bytes, total in
                line.show("\(file.name)  \(Self.progress(bytes, of: total))")
            }
            line.clear()
            StandardError.say("\(file.name): \(isNew ? "fetched" : "already there")")
        } catch {
            line.clear()
            throw ExitCode.failure("\(error)", status: Self.status(of: error))
        }
    }

    /// `██████░░░░  12.3 of 26.4 MB`
    private static func progress(_ bytes: Int, of total: Int?) -> String {
        func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e6) }
        guard let total, total > 0 else { return "\(megabytes(bytes)) MB" }
        let full = min(bytes * 24 / total, 24)
        return String(repeating: "█", count: full) + String(repeating: "░", count: 24 - full)
            + "  \(megabytes(bytes)) of \(megabytes(total)) MB"
    }

    private static func status(of error: FetchError) -> Int32 {
        switch error {
        case .address: ExitCode.usage.rawValue
        case .connection, .status, .cutShort: 69
        case .checksum: 65
        case .unwritable: 74
        }
    }
}
