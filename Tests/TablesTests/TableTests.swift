import AblateTables
import Foundation
import Testing

@Suite struct TableTests {
    private static var sample: Table {
        var table = Table(columns: [
            .init("id"), .init("macs", "MACs"), .init("top1", "top-1 %"), .init("delta", "difference"),
            .init("branch"), .init("changes"), .init("size"), .init("reading", for: .people),
            .init("identity", for: .programs),
        ])
        table.append([
            .text("patchify"), .integer(9_131_008), .fraction(0.7951, decimals: 2), .real(-0.31, decimals: 2),
            .truth(false), .list(["stem resnet → patchify", "stemNorm false → true"]), .shape([16, 16, 24]),
            .text("up"), .text("a1"),
        ])
        table.append([
            .text("gelu"), .integer(-1000), .fraction(0.5, decimals: 2), .real(-0.0001, decimals: 2),
            .truth(true),
            .list([]), .shape([]), .missing, .missing,
        ])
        return table
    }

    @Test func `a table on the terminal is aligned, grouped and in per cent`() {
        #expect(
            Self.sample.rendered(as: .table) == """
                id             MACs  top-1 %  difference  branch  changes                                        size      reading
                ────────  ─────────  ───────  ──────────  ──────  ─────────────────────────────────────────────  ────────  ───────
                patchify  9,131,008    79.51       -0.31  no      stem resnet → patchify; stemNorm false → true  16×16×24  up
                gelu         -1,000    50.00     -0.0001  yes
                """)
    }

    @Test func `a table in Markdown aligns numbers to the right`() {
        #expect(
            Self.sample.rendered(as: .markdown) == """
                | id | MACs | top-1 % | difference | branch | changes | size | reading |
                | --- | ---: | ---: | ---: | --- | --- | --- | --- |
                | patchify | 9,131,008 | 79.51 | -0.31 | no | stem resnet → patchify; stemNorm false → true | 16×16×24 | up |
                | gelu | -1,000 | 50.00 | -0.0001 | yes |  |  |  |
                """)
    }

    @Test func `CSV holds every digit under the keys`() {
        #expect(
            Self.sample.rendered(as: .csv) == """
                id,macs,top1,delta,branch,changes,size,identity
                patchify,9131008,0.7951,-0.31,false,stem resnet → patchify; stemNorm false → true,16×16×24,a1
                gelu,-1000,0.5,-0.0001,true,,,
                """)
    }

    @Test func `JSON is an array of objects with keys in the order of the columns`() {
        #expect(
            Self.sample.rendered(as: .json) == """
                [
                  {"id": "patchify", "macs": 9131008, "top1": 0.7951, "delta": -0.31, "branch": false, "changes": \
                ["stem resnet → patchify", "stemNorm false → true"], "size": [16, 16, 24], "identity": "a1"},
                  {"id": "gelu", "macs": -1000, "top1": 0.5, "delta": -0.0001, "branch": true, "changes": \
                [], "size": [], "identity": null}
                ]
                """)
    }

    @Test func `a total stands below a rule for people and is not a row for programs`() {
        var table = Table(columns: [.init("name"), .init("macs")])
        table.append([.text("conv"), .integer(1200)])
        table.setTotal([.text("total"), .integer(1200)])
        #expect(
            table.rendered(as: .table) == """
                name    macs
                ─────  ─────
                conv   1,200
                ─────  ─────
                total  1,200
                """)
        #expect(table.rendered(as: .markdown).hasSuffix("\n| total | 1,200 |"))
        #expect(table.rendered(as: .csv) == "name,macs\nconv,1200")
        #expect(table.rendered(as: .json) == "[\n  {\"name\": \"conv\", \"macs\": 1200}\n]")
    }

    @Test func `a table without rows is its head, and an empty array`() {
        let table = Table(columns: [.init("id"), .init("macs")])
        #expect(table.rendered(as: .table) == "id  macs\n──  ────")
        #expect(table.rendered(as: .markdown) == "| id | macs |\n| --- | --- |")
        #expect(table.rendered(as: .csv) == "id,macs")
        #expect(table.rendered(as: .json) == "[]")
    }

    @Test func `an optional value is a value or an empty cell`() {
        var table = Table(columns: [.init("a"), .init("b"), .init("c"), .init("d")])
        table.append([
            .text(nil as String?), .integer(nil as Int?), .real(nil, decimals: 2),
            .fraction(nil, decimals: 2),
        ])
        #expect(table.rows[0] == [.missing, .missing, .missing, .missing])
    }

    @Test func `a missing number keeps its column to the right`() {
        var table = Table(columns: [.init("id"), .init("gmacs")])
        table.append([.text("a"), .real(14.5, decimals: 2)])
        table.append([.text("b"), .missing])
        #expect(table.rendered(as: .table) == "id  gmacs\n──  ─────\na   14.50\nb")
    }
}
