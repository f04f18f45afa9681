import AblateExperiments
import AblateRunner
import Testing

@Suite("What a row is measured against")
struct StudyRowTests {
    private static func rows(_ ids: String) throws -> [StepRecord] {
        try Study.quick.manifest(
            data: Fixture.data, steps: ids.split(separator: " ").map(String.init)
        ) { _ in nil }.steps
    }

    /// The rows that a study has, and what each of them is measured against in turn; - for nothing.
    @Test(arguments: [
        ("resnet-50 kernel-7", "- resnet-50"),
        ("resnet-50 stage-ratio kernel-7 gelu", "- resnet-50 stage-ratio kernel-7"),
        // The alternatives of a sweep depart from one row, here from the nearest that is adopted before it.
        ("patchify kernel-5 kernel-7 kernel-9 gelu", "- patchify patchify patchify kernel-7"),
        ("patchify move-up kernel-9 gelu", "- patchify move-up move-up"),
        // A branch is built on only where there is nothing else.
        ("resnet-50 kernel-5 gelu", "- resnet-50 resnet-50"),
        ("kernel-5 kernel-7 gelu", "- kernel-5 kernel-7"),
        ("kernel-7 kernel-9", "- kernel-7"),
        ("kernel-9 gelu", "- kernel-9"),
        ("resnet-50-original-recipe resnet-50 invert", "- resnet-50-original-recipe resnet-50"),
        ("resnet-50-original-recipe invert", "- resnet-50-original-recipe"),
        ("gelu", "-"),
    ])
    func isTheNearestThatTheStudyHas(ids: String, expected: String) throws {
        let rows = try Self.rows(ids)
        let references = rows.map { rows.reference(of: $0)?.id ?? "-" }
        #expect(references.joined(separator: " ") == expected)
        #expect(rows.reversed().map { rows.reversed().reference(of: $0)?.id ?? "-" }.reversed() == references)
    }

    @Test(arguments: [
        ("resnet-50 stage-ratio kernel-7", "- resnet-50 resnet-50"),
        ("stage-ratio kernel-5 gelu", "- stage-ratio stage-ratio"),
        // What the recipe gives is apart from what the architecture gives, where both first rows are there.
        ("resnet-50-original-recipe resnet-50 invert", "- - resnet-50"),
        ("resnet-50-original-recipe invert", "- resnet-50-original-recipe"),
    ])
    func andTheFirstRowThatItHas(ids: String, expected: String) throws {
        let rows = try Self.rows(ids)
        #expect(rows.map { rows.baseline(of: $0)?.id ?? "-" }.joined(separator: " ") == expected)
    }

    @Test func inAWholeRoadmapItIsThePredecessor() throws {
        let rows = try Study.quick.manifest(data: Fixture.data) { _ in nil }.steps
        for row in rows { #expect(rows.reference(of: row)?.id == row.predecessor, "\(row.id)") }
    }
}
