import AblateReports
import AblateRunner
import AblateStatistics
import Foundation
import Testing

@Suite("Plans as rows and numbers")
struct PlanTests {
    @Test func aRowAStepAndATotal() throws {
        let study = try Fixture.study(steps: ["resnet-50", "move-up", "kernel-9"])
        let done = try Fixture.attempt(study, "move-up", seed: 0, right: [1])
        let table = PlanTable.table(of: try Fixture.forecast(study, done: [done]))
        let text = table.rendered(as: .table).split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        #expect(text.count == 7)
        // MACs: 6.55 M times (3 × 128 + 12) images, 2 epochs.
        #expect(text[3] == "move-up 1 0 0 0 2 0.005 10.0 recorded 20 1 1.9")
        #expect(text[4].hasPrefix("(kernel-9) 0 0 0 0 3 0.006 60.0 timed 180 300 "))
        #expect(text[6].hasPrefix("all runs 1 0 0 0 8 "))
        let csv = table.rendered(as: .csv).split(separator: "\n")
        #expect(
            csv[0]
                == "step,done,running,failed,interrupted,missing,training_macs,seconds,seconds_source,remaining_seconds,"
                + "peak_memory_bytes,disk_bytes,branch")
        #expect(csv.count == 4)
        // Programs join by the id, and learn of branches in a field of its own.
        #expect(csv[3].hasPrefix("kernel-9,") && csv[3].hasSuffix(",true"))
    }

    @Test func theDocumentHoldsEveryRun() throws {
        let study = try Fixture.study(steps: ["resnet-50", "kernel-7"], seeds: [0, 1])
        let forecast = try Fixture.forecast(study)
        let document = PlanDocument(
            forecast, machine: Fixture.machine, detectable: DetectableDifference(forecast),
            budget: forecast.fit(budgetSeconds: 200))
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(document.json().utf8)) as? [String: Any])
        let runs = try #require(json["runs"] as? [[String: Any]])
        #expect(runs.count == 4)
        #expect(runs[0]["state"] as? String == "missing")
        #expect(runs[0]["remaining_seconds"] as? Double == 60)
        #expect((runs[0]["identity_sha256"] as? String)?.count == 64)
        let total = try #require(json["total"] as? [String: Any])
        #expect(total["remaining_seconds"] as? Double == 240)
        let budget = try #require(json["budget"] as? [String: Any])
        #expect(budget["whole_seeds"] as? [Int] == [0])
        #expect(budget["partial_steps"] as? Int == 1)
    }

    // MARK: Detectable difference

    @Test func recordedDifferencesGiveTheDeviation() throws {
        let study = try Fixture.study(steps: ["move-up", "kernel-7", "kernel-9"])
        var done: [AttemptRecord] = []
        for seed in 0..<3 {
            done.append(try Fixture.attempt(study, "move-up", seed: seed, right: Set(0...5)))
            for (step, right) in [("kernel-7", 6 + seed), ("kernel-9", 6 + 2 * seed)] {
                done.append(try Fixture.attempt(study, step, seed: seed, right: Set(0..<right)))
            }
        }
        let detectable = DetectableDifference(try Fixture.forecast(study, done: done))
        #expect(detectable.source == .recorded(differences: 6, degreesOfFreedom: 4))
        // Differences of 0, 1, 2 and of 0, 2, 4 twelfths: (2 + 8) / 4.
        #expect(abs(detectable.standardDeviation - (10.0 / 4).squareRoot() / 12) < 1e-12)
        let smallest = try detectable.smallest.get()
        let design = try PairedDesign(seeds: 3, standardDeviation: detectable.standardDeviation)
        #expect(abs(design.power(of: smallest) - 0.8) < 1e-9)
    }

    /// Seeds that differ by one amount tell no deviation, so another source is asked.
    @Test func equalDifferencesGiveNoDeviation() throws {
        let study = try Fixture.study(steps: ["move-up", "kernel-7"], seeds: Array(0..<6))
        let done = try (0..<6).flatMap { seed in
            [
                try Fixture.attempt(study, "move-up", seed: seed, right: Set(0..<(3 + seed % 3))),
                try Fixture.attempt(study, "kernel-7", seed: seed, right: Set(0..<(5 + seed % 3))),
            ]
        }
        let detectable = DetectableDifference(try Fixture.forecast(study, done: done))
        #expect(detectable.source == .paper(rows: 2))
        #expect(try detectable.smallest.get() > 0.001)
        let rounding = DetectableDifference(try Fixture.forecast(study), given: 2e-17)
        #expect(rounding.smallest == .failure(.noSpread))
    }

    @Test func elseThePaperTells() throws {
        let study = try Fixture.study(steps: ["resnet-50", "kernel-7"])
        let detectable = DetectableDifference(try Fixture.forecast(study))
        #expect(detectable.source == .paper(rows: 2))
        // 0.07 and 0.14 points: the root of twice their mean square.
        #expect(abs(detectable.standardDeviation - (0.0007 * 0.0007 + 0.0014 * 0.0014).squareRoot()) < 1e-12)
        #expect(try detectable.seedsNeeded(for: 10).get() == 2)
    }

    @Test func elseAnAssumptionThatIsStated() throws {
        let study = try Fixture.study { study in
            for index in study.steps.indices { study.steps[index].paper = nil }
        }
        let forecast = try Fixture.forecast(study)
        #expect(DetectableDifference(forecast).source == .assumed)
        #expect(DetectableDifference(forecast, given: 0.01).source == .given)
        #expect(DetectableDifference(forecast, given: 0.01).standardDeviation == 0.01)
    }

    @Test func oneSeedDetectsNothing() throws {
        let detectable = DetectableDifference(try Fixture.forecast(try Fixture.study(seeds: [0])))
        #expect(detectable.smallest == .failure(.tooFew(found: 1, needed: 2)))
    }
}
