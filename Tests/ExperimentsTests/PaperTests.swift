import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import Testing

@Suite struct PaperTests {
    @Test func `each table has a row for each step of its roadmap, in its order`() {
        #expect(Reference.convNeXt.map(\.number) == [10, 11])
        for table in Reference.convNeXt {
            let rows = Roadmap.convNeXt(table.regime).withoutPrecursors().variants.map(\.id)
            // The paper names ResNeXt's groups and prints no row of them.
            #expect(table.rows.map(\.id) == rows.filter { $0 != "resnext" })
        }
    }

    @Test func `other recipes and other networks are no rows of the roadmap`() {
        for table in Reference.convNeXt {
            let steps = Roadmap.convNeXt(table.regime).withoutPrecursors().variants.map(\.id)
            #expect(table.others.count + table.recipeRows.count == 2)
            #expect(
                (table.others + table.recipeRows).allSatisfy {
                    !steps.contains($0.id) && table.row($0.id) == nil
                })
        }
    }

    /// Sums over the printed columns, taken from the paper's tables apart from this code.
    @Test func `columns add up to what the printed columns add up to`() {
        func top1(_ rows: [Reference.Row]) -> Int {
            rows.reduce(0) { $0 + Int(($1.top1Mean * 10_000).rounded()) }
        }
        func sd(_ rows: [Reference.Row]) -> Int {
            rows.reduce(0) { $0 + Int((($1.top1SD ?? 0) * 10_000).rounded()) }
        }
        func gmacs(_ rows: [Reference.Row]) -> Int { rows.reduce(0) { $0 + $1.gmacs.hundredths } }
        #expect(top1(Reference.table10.rows) == 128_573)
        #expect(sd(Reference.table10.rows) == 136)
        #expect(gmacs(Reference.table10.rows) == 6_752)
        #expect(top1(Reference.table11.rows) == 131_522)
        #expect(sd(Reference.table11.rows) == 0)
        #expect(gmacs(Reference.table11.rows) == 23_239)
    }

    @Test func `accuracies are fractions nearest to the printed decimals`() throws {
        let result = try #require(Reference.convNeXt.result(for: "stage-ratio", in: .resNet50))
        #expect(result.regime == "resnet-50")
        #expect(result.top1Mean == 0.7936)
        #expect(result.top1SD == 0.0007)
        #expect(result.seeds == 3)
        #expect(result.gmacs == 4.53)
        for row in Reference.convNeXt.flatMap(\.rows) {
            #expect("\(row.top1Mean)".count <= "0.1234".count)
        }
    }

    @Test func `three seeds stand behind a row of Table 10 and one behind a row of Table 11`() throws {
        #expect(Reference.table10.rows.allSatisfy { $0.seeds == 3 && $0.top1SD != nil })
        #expect(Reference.table11.rows.allSatisfy { $0.seeds == 1 && $0.top1SD == nil })
        let last = try #require(Reference.convNeXt.result(for: "separate-downsampling", in: .resNet200))
        #expect(last.seeds == 1 && last.top1SD == nil && last.top1Mean == 0.836)
    }

    @Test func `the small regime is set beside the rows that it mimics`() throws {
        for variant in Roadmap.convNeXt(.small).variants where variant.id != "resnext" {
            let result = try #require(Reference.convNeXt.result(for: variant.id, in: .small))
            #expect(result == Reference.convNeXt.result(for: variant.id, in: .resNet50))
            #expect(result.regime == "resnet-50")
        }
    }

    @Test func `the first row goes by the name of every regime`() {
        let (small, large) = (
            Reference.table10.accuracies(among: Regime.all), Reference.table11.accuracies(among: Regime.all)
        )
        #expect(small["resnet-50"] == 0.7882 && small["resnet-200"] == 0.7882)
        #expect(large["resnet-200"] == Reference.table11.row("resnet-200")?.top1Mean)
        #expect(large["resnet-50"] == large["resnet-200"])
        #expect(Set(small.keys) == Set(large.keys))
    }

    @Test func `what the paper does not print has no result`() {
        #expect(Reference.convNeXt.result(for: "resnext", in: .resNet50) == nil)
        #expect(Reference.convNeXt.result(for: "swin-t", in: .resNet50)?.top1Mean == 0.813)
        #expect(Reference.convNeXt.result(for: "resnet-50", in: .resNet200) == nil)
    }
}
