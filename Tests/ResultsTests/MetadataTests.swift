import AblateResults
import Foundation
import Testing

@Suite("metadata.json for Datasette")
struct MetadataTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
    }

    private var file: URL { folder.url.appendingPathComponent("metadata.json") }

    @Test func everyTableViewAndColumnIsDescribedAndNothingElse() throws {
        let rows = try folder.rows(
            """
            SELECT m.type, m.name AS name, c.name AS column FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type IN ('table', 'view')
            """)
        let columns = Dictionary(grouping: rows) { $0["name"] as String }
            .mapValues { Set($0.map { $0["column"] as String }) }
        #expect(Set(columns.keys) == Set(TableDescription.all.map(\.name)))
        for table in TableDescription.all {
            #expect(Set(table.columns.keys) == columns[table.name], "\(table.name)")
            #expect(table.purpose.hasSuffix("."))
            for (column, text) in table.columns { #expect(text.hasSuffix("."), "\(table.name).\(column)") }
        }
        let views = Set(rows.filter { $0["type"] == "view" }.map { $0["name"] as String })
        #expect(Set(TableDescription.views.map(\.name)) == views)
    }

    @Test func standsBesideTheDatabaseWithQueriesThatAnswer() throws {
        let study = Fixture.study()
        try database.register(study)
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        let metadata = try JSONDecoder().decode(DatasetteMetadata.self, from: Data(contentsOf: file))
        let ablate = try #require(metadata.databases["ablate"])
        #expect(Set(ablate.queries.keys) == Set(SavedQuery.all.map(\.name)))
        #expect(ablate.tables["v_step"]?.columns["macs"]?.isEmpty == false)
        let reader = try ResultsReader(folder: folder.url)
        for (name, query) in ablate.queries {
            // Datasette sends an empty text for a parameter that was left open.
            let open = ["study", "step"].filter { query.sql.contains(":\($0)") }.map { "\($0)=" }
            let answer = try reader.rows(of: query.sql, parameters: QueryParameters(open))
            let saved = try reader.rows(of: try #require(SavedQuery.named(name)))
            #expect(answer == saved, "\(name)")
        }
    }

    /// A copied database has none beside it.
    @Test func aReaderWritesItToo() throws {
        let current = try Data(contentsOf: file)
        try FileManager.default.removeItem(at: file)
        _ = try ResultsReader(folder: folder.url)
        #expect(try Data(contentsOf: file) == current)
        try Data("mine".utf8).write(to: file)
        _ = try ResultsReader(folder: folder.url)
        #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
    }

    @Test func isBroughtUpToDateUnlessSomeoneMadeItTheirOwn() throws {
        let current = try Data(contentsOf: file)
        let text = String(decoding: current, as: UTF8.self)
        try Data(text.replacingOccurrences(of: "Results of Ablate", with: "Old").utf8).write(to: file)
        try ResultsDatabase(folder: folder.url).close()
        #expect(try Data(contentsOf: file) == current)

        for own in [text.replacingOccurrences(of: "Written by ablate.", with: "Mine."), "not JSON", "{}"] {
            try Data(own.utf8).write(to: file)
            try ResultsDatabase(folder: folder.url).close()
            #expect(try String(contentsOf: file, encoding: .utf8) == own)
        }
    }
}
