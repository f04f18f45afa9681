import AblateResults
import Foundation
import Testing

@Suite("Folders on network file systems")
struct NetworkFolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func mounts(_ type: String) throws -> MountTable {
        let real = try #require(realpath(folder.url.path, nil))
        defer { free(real) }
        return MountTable(
            text: """
                /dev/sda1 / ext4 rw,relatime 0 0
                fileserver:/export/my\\040results \(String(cString: real)) \(type) rw,vers=4.2 0 0

                """)
    }

    private func open(_ mounts: MountTable) throws -> ResultsDatabase {
        try ResultsDatabase(folder: folder.url, schema: .current, mounts: mounts)
    }

    @Test func haveNoWriteAheadLogAndAWordOnWhatToDo() throws {
        let database = try open(try mounts("nfs4"))
        try database.register(Fixture.study())
        #expect(try folder.text("PRAGMA journal_mode") == "delete")
        let notice = try #require(database.notice)
        #expect(
            notice.hasPrefix(
                "\(folder.url.path) is on a network file system (nfs4, fileserver:/export/my results)"))
        #expect(
            notice.contains("write from one machine at a time")
                && notice.contains("choose a folder on a local disk"))
        #expect(!FileManager.default.fileExists(atPath: folder.database.path + "-wal"))
        #expect(
            try ResultsReader(folder: folder.url).rows(of: "SELECT n_planned FROM v_study").rows.count == 1)
    }

    @Test func leaveTheLogOfALocalFolderThatWasCopiedThere() throws {
        do {
            let local = try open(MountTable(text: ""))
            try local.register(Fixture.study())
            #expect(local.notice == nil)
            #expect(try folder.text("PRAGMA journal_mode") == "wal")
            try local.close()
        }
        let database = try open(try mounts("cifs"))
        #expect(try folder.text("PRAGMA journal_mode") == "delete")
        #expect(try database.stepRows(study: "quick").count == 16)
    }

    @Test func areToldFromLocalOnes() throws {
        #expect(try open(try mounts("ext4")).notice == nil)
        #expect(try folder.text("PRAGMA journal_mode") == "wal")
    }

    @Test func theMountNearestToAPathCounts() throws {
        let real = try #require(realpath(folder.url.path, nil))
        defer { free(real) }
        let path = String(cString: real)
        let table = MountTable(
            text: """
                /dev/sda1 / ext4 rw 0 0
                server:/a \(path) nfs rw 0 0
                /dev/sdb1 \(path) xfs rw 0 0
                server:/b \(path)-more nfs rw 0 0
                nonsense
                """)
        #expect(table.mounts.count == 4)
        #expect(table.mount(holding: path)?.type == "xfs")
        #expect(table.mount(holding: "/")?.type == "ext4")
        #expect(table.mount(holding: path + "/missing") == nil)
        #expect(MountTable.current.mounts.isEmpty || MountTable.current.mount(holding: "/") != nil)
    }
}
