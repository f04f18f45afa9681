import Foundation
import Testing

/// The rooms of the house: imports go down, never back up, and the engine is below none of those that stand without it.
@Suite struct RoomTests {
    /// From the door to the cellar.
    static let rooms = [
        "ablate", "AblateKit", "AblateCommands", "AblateExperiments", "AblateReports", "AblateResults",
        "AblateRunner", "AblateRoadmaps", "AblateTraining", "AblateDatasets", "AblateRuns",
        "AblateArchitectures", "AblateKernels", "AblateRandomness", "AblateStatistics", "AblateTables",
        "AblateFigures", "AblateWords",
    ]

    /// What only the engine may stand on.
    static let engine: Set<String> = ["AblateTraining", "AblateKernels", "CAblateKernels", "CAblateOpenBLAS"]

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let graph = Result { try TargetGraph(of: root) }

    @Test func everyImportIsDeclaredAndGoesDown() throws {
        let graph = try Self.graph.get()
        let swift = graph.targets.filter { !$0.isTest && $0.isSwift }.map(\.name)
        #expect(Set(swift) == Set(Self.rooms))
        #expect(graph.imports.values.reduce(0) { $0 + $1.count } > 300)
        #expect(graph.faults(inOrder: Self.rooms) == [])
    }

    @Test(arguments: [
        "AblateRunner", "AblateResults", "AblateReports", "RunnerTests", "ResultsTests", "ReportsTests",
        "AblateExperiments",
    ])
    func theRoomStandsWithoutTheEngine(name: String) throws {
        let graph = try Self.graph.get()
        #expect(graph.targets.contains { $0.name == name })
        #expect(graph.closure(of: name).intersection(Self.engine) == [])
    }

    @Test func roomsWithoutADomainStandOnWordsAlone() throws {
        let graph = try Self.graph.get()
        for name in ["AblateRandomness", "AblateStatistics", "AblateTables", "AblateFigures", "AblateWords"] {
            #expect(graph.closure(of: name).subtracting(["AblateWords"]) == [], "\(name)")
        }
    }

    /// Names must be unique among all packages of somebody's graph.
    @Test func everyTargetHasANameOfItsOwn() throws {
        let graph = try Self.graph.get()
        for target in graph.targets where !target.isTest && target.name != "ablate" {
            #expect(target.name.hasPrefix("Ablate") || target.name.hasPrefix("CAblate"), "\(target.name)")
        }
    }

    /// A library tells what helps; the commands say with which flag.
    @Test func noRoomBelowTheCommandsSpellsAFlag() throws {
        let graph = try Self.graph.get()
        let doors: Set<String> = ["ablate", "AblateKit", "AblateCommands"]
        // The words of git and of style sheets.
        let others = ["--no-ext-diff", "--exclude-standard", "--no-optional-locks", "var(--"]
        var read = 0
        for target in graph.targets where !target.isTest && target.isSwift && !doors.contains(target.name) {
            for source in target.sources {
                let url = Self.root.appendingPathComponent(target.path).appendingPathComponent(source)
                read += 1
                for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
                    let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line[...]
                    let spells = code.contains(/"[^"]*(?:^|[ "'`(])--[a-z]/)
                    #expect(
                        !spells || others.contains(where: code.contains), "\(target.path)/\(source): \(line)")
                }
            }
        }
        #expect(read > 200)
    }

    @Test func faultsAreFound() {
        var low = TargetGraph.Target(name: "Low", type: "library", path: "", sources: ["a.swift"])
        let high = TargetGraph.Target(
            name: "High", type: "library", path: "", sources: ["b.swift"], targetDependencies: ["Low"])
        var graph = TargetGraph(targets: [low, high], imports: ["High": ["b.swift": ["Low"]]])
        #expect(graph.faults(inOrder: ["High", "Low"]) == [])
        #expect(graph.faults(inOrder: ["Low", "High"]) == ["High stands below Low and imports it."])
        graph.imports["Low"] = [
            "a.swift": TargetGraph.modules(in: "import Foundation\n@testable import High\n")
        ]
        #expect(
            graph.faults(inOrder: ["High", "Low"])
                == ["Low does not declare High, which a.swift imports."])
        low.targetDependencies = ["High"]
        graph.targets[0] = low
        #expect(graph.faults(inOrder: ["High", "Low"]) == ["Low stands below High and imports it."])
        #expect(graph.closure(of: "High") == ["Low", "High"])
    }
}
