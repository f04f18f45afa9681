import AblateArchitectures
import Foundation

/// `metadata.json` beside the database: what [Datasette](https://datasette.io) shows with its tables, views and
/// columns, and the saved queries.
///
///     datasette results/ablate.sqlite --metadata results/metadata.json
package struct DatasetteMetadata: Codable, Hashable {
    package static let fileName = "metadata.json"

    package struct Table: Codable, Hashable {
        package var description: String
        package var columns: [String: String]
    }

    package struct Query: Codable, Hashable {
        package var title: String
        package var description: String
        package var sql: String
    }

    package struct Database: Codable, Hashable {
        package var description: String
        /// Views too.
        package var tables: [String: Table]
        package var queries: [String: Query]
    }

    package var title: String
    package var about: String
    /// By file name without extension.
    package var databases: [String: Database]

    package static var current: DatasetteMetadata {
        let tables = TableDescription.all.map { table in
            (table.name, Table(description: table.purpose, columns: table.columns))
        }
        let queries = SavedQuery.all.map { query in
            (query.name, Query(title: query.name, description: query.purpose, sql: query.sqlWithoutLimit))
        }
        return DatasetteMetadata(
            title: "Results of Ablate", about: mark,
            databases: [
                "ablate": Database(
                    description:
                        "Architecture ablations: accuracies are fractions of 1, MACs are for one image.",
                    tables: Dictionary(uniqueKeysWithValues: tables),
                    queries: Dictionary(uniqueKeysWithValues: queries))
            ])
    }

    /// A file with another word here is someone's own.
    private static let mark = "Written by ablate. Change this sentence, and the file is left to you."

    /// Writes the file where it is missing or not up to date. One that someone made their own stays, and a folder
    /// that cannot hold it is no reason to fail: the database is whole without it.
    static func write(in folder: URL) {
        let file = folder.appendingPathComponent(fileName)
        if let data = try? Data(contentsOf: file) {
            let stored = try? JSONDecoder().decode(Mark.self, from: data)
            if stored?.about != mark { return }
            if (try? JSONDecoder().decode(DatasetteMetadata.self, from: data)) == current { return }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let text = try? encoder.encode(current) else { return }
        try? (text + Data("\n".utf8)).write(to: file, options: .atomic)
    }

    private struct Mark: Codable {
        var about: String?
    }
}
