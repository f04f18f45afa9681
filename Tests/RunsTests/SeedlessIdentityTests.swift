import AblateExperiments
import AblateRoadmaps
import AblateRuns
import Testing

@Suite struct SeedlessIdentityTests {
    /// Whatever the row, whatever seed the text was made with.
    @Test func namesTheRunsOfAllSeedsAsTheIdentitiesDo() {
        let data = DataSelection(
            dataset: "a \"seed\":7 b", sha256: "d0", trainImages: 256, testImages: 100, imageSide: 32,
            channels: 1,
            classes: 10, evaluation: .heldOut)
        let rows = AnyRoadmap(Roadmap.convNeXt(.small)).rows(by: .small(epochs: 3))
        #expect(rows.contains { $0.isPeer })
        for row in rows {
            func identity(_ seed: Int) -> RunIdentity {
                RunIdentity(architecture: row.architecture, data: data, recipe: row.recipe, seed: seed)
            }
            for seed in [0, 1, 19, 4_294_967_295] {
                #expect(
                    SeedlessIdentity(identity(12)).sha256(seed: seed) == identity(seed).sha256, "\(row.id)")
            }
        }
    }
}
