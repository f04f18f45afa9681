import AblateArchitectures
import AblateRoadmaps
import AblateRuns
import Testing

@Suite struct ReferenceCSVTests {
    private static let head = "id,top1,sd,seeds,gmacs\n"

    private func reference(_ csv: String) throws(ReferenceError) -> Reference {
        try Reference(
            "Table 1", of: "convnext", citation: "A. Author, A Paper, 2026", regime: .resNet50,
            alsoFor: [.small], csv: csv)
    }

    @Test func `rows keep their order and their figures as printed`() throws {
        let read = try reference(Self.head + "patchify,79.51,0.18,3,4.42\nresnet-50,78.82,0.07,3,4.09\n")
        #expect(
            read.rows == [
                Reference.Row("patchify", "patchify", top1: 79.51, sd: 0.18, seeds: 3, gmacs: 4.42),
                Reference.Row("resnet-50", "resnet-50", top1: 78.82, sd: 0.07, seeds: 3, gmacs: 4.09),
            ])
        #expect(read.rows[0].top1Mean == 0.7951)
        #expect(read.roadmap == "convnext")
        #expect(read.regimeIDs == [Regime.resNet50.id, Regime.small.id])
    }

    @Test func `lines of Windows, blanks about cells and blank lines mean the same`() throws {
        let plain = try reference(Self.head + "gelu,80.6,0.1,3,4.2\nwidth,80.5,0.1,3,5.27\n")
        let other = try reference(
            " id , top1,sd,seeds,gmacs\r\ngelu , 80.6,\t0.1,3,4.2\r\n\r\n  \r\nwidth,80.5,0.1,3,5.27")
        #expect(other.rows == plain.rows)
    }

    @Test func `a spread that is not printed is nil and not zero`() throws {
        let rows = try reference(Self.head + "gelu,80.6,,1,4.2\nwidth,80.5,0,3,5.27\n").rows
        #expect(rows.map(\.top1SD) == [nil, 0])
    }

    @Test(arguments: [
        ("", ReferenceError.head("Table 1", expected: "id,top1,sd,seeds,gmacs", found: nil)),
        ("\n", .head("Table 1", expected: "id,top1,sd,seeds,gmacs", found: "")),
        ("id,top1\n", .head("Table 1", expected: "id,top1,sd,seeds,gmacs", found: "id,top1")),
        (
            "id,sd,top1,seeds,gmacs\n",
            .head("Table 1", expected: "id,top1,sd,seeds,gmacs", found: "id,sd,top1,seeds,gmacs")
        ),
        (head, .empty("Table 1")),
        (head + "\n \n", .empty("Table 1")),
        (head + "gelu,80.6,0.1,3\n", .cells("Table 1", line: 2, expected: 5, found: 4)),
        (head + "gelu,80.6,0.1,3,4.2,\n", .cells("Table 1", line: 2, expected: 5, found: 6)),
        (head + "\ngelu,80.6,,3,4.2\ngelu,80.6,,3,4.2\n", .repeated("Table 1", line: 4, id: "gelu")),
    ])
    func `text of another shape is refused with its line`(csv: String, expected: ReferenceError) {
        #expect(throws: expected) { try reference(csv) }
    }

    @Test(arguments: [
        (",80.6,0.1,3,4.2", "id"), ("gelu,,0.1,3,4.2", "top1"), ("gelu,100.1,0.1,3,4.2", "top1"),
        ("gelu,-1,0.1,3,4.2", "top1"), ("gelu,nan,0.1,3,4.2", "top1"), ("gelu,80.6,-0.1,3,4.2", "sd"),
        ("gelu,80.6,inf,3,4.2", "sd"), ("gelu,80.6,0.1,0,4.2", "seeds"), ("gelu,80.6,0.1,2.5,4.2", "seeds"),
        ("gelu,80.6,0.1,,4.2", "seeds"), ("gelu,80.6,0.1,1e300,4.2", "seeds"),
        ("gelu,80.6,0.1,3,-4.2", "gmacs"), ("gelu,80.6,0.1,3,4.2G", "gmacs"),
    ])
    func `a value that means nothing is refused with its column`(row: String, column: String) throws {
        let error = #expect(throws: ReferenceError.self) { try reference(Self.head + row + "\n") }
        guard case .value("Table 1", line: 2, column: let named, expected: _, found: let found) = error
        else {
            Issue.record("\(row): \(String(describing: error))")
            return
        }
        #expect(named == column)
        #expect(row.split(separator: ",", omittingEmptySubsequences: false).contains(Substring(found)))
        #expect(
            error?.description.contains("In line 2 of the reference 'Table 1' \(column) must be ") == true)
    }
}
