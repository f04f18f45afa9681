import Foundation
import GRDB

extension ResultsDatabase {
    /// Takes back the change that a killed process left half written in a file without a write-ahead log yet,
    /// as when it was making the database. Reading alone cannot do it, and fails until it is done.
    static func rollBackInterruptedChange(of file: URL) throws {
        let journal = try? FileManager.default.attributesOfItem(atPath: file.path + "-journal")
        guard let size = journal?[.size] as? Int, size > 0 else { return }
        var configuration = Configuration()
        configuration.busyMode = .timeout(busySeconds)
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
        try queue.close()
    }
}
