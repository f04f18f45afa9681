import AblateCommands
import AblateWords
import Foundation
import Testing

/// What errors advise, in the words of the command line.
@Suite struct RemedyTests {
    static let all: [Remedy] = [
        .giveImageFolder, .checkDataFolder, .givePlannedData,
        .obtainData("mnist", package: nil, canBeFetched: true),
        .obtainData("mnist", package: nil, canBeFetched: false),
        .obtainData("mnist", package: "dataset-mnist", canBeFetched: false), .leaveBadImagesOut,
        .listBadImages,
        .checkAddress, .acceptOtherContents, .otherDownloadFolder, .otherExportFile, .otherResultsFolder,
        .localResultsFolder, .nameResultsFolder, .rebuildDatabase(results: nil),
        .rebuildDatabase(results: "r"),
        .gather(results: "r"), .forget, .freeSpace, .givePermissions, .repairFileSystem, .giveMemory,
        .exportAttempts, .exportByStudy,
        .listStudies, .listRuns, .nameStudyOfStep, .ownName, .recordedName("a", asked: "b"), .newAttempt,
        .trainRun, .goOn, .chooseSeed, .removeQuarantined, .moreSeeds(study: "quick", seeds: 3),
        .listRecipeFields, .nameQuery, .exploreDatabase, .giveParameters(["step", "limit"]), .nameParameter,
        .runQuery("SELECT 1"), .wholeTable,
    ]

    @Test func withoutAProgramNoFlagIsNamed() {
        for remedy in Self.all {
            #expect(!remedy.plain.contains("--") && !remedy.plain.contains("ablate"), "\(remedy)")
            #expect(!remedy.plain.isEmpty && !remedy.plain.hasSuffix("."), "\(remedy)")
        }
    }

    /// Commands that are to be typed are ones that the parser takes.
    @Test func everyCommandIsOneThatTheParserTakes() {
        _ = KnownCatalogue.isSet
        let open = ["remove": "quick", "run": "quick", "data check": "mnist"]
        var commands = 0
        for remedy in Self.all {
            let text = Remedy.commandLine(remedy)
            let quoted =
                text.matches(of: /`ablate ([^`]+)`/).map(\.1) + text.matches(of: /'ablate ([^']+)'/).map(\.1)
            for command in quoted {
                // Arguments that the sentence leaves open.
                let given = open[String(command)]
                let words = (command.replacing("'", with: "") + (given.map { " " + $0 } ?? ""))
                    .split(separator: " ").map(String.init)
                #expect(CommandArguments.refusal(of: words) == nil, "\(text)")
                commands += 1
            }
        }
        #expect(commands >= 14, "\(commands)")
    }

    /// Flags that are to be given are of some command.
    @Test func everyFlagIsOneThatSomeCommandHas() throws {
        let help = try [
            ["run"], ["gather"], ["query"], ["report"], ["compare"], ["export"], ["clean"], ["rerun"],
            ["data", "fetch"], ["data", "check"],
        ]
        .map { try Ablate.run($0 + ["--help"]).standardOutput }.joined()
        var flags: Set<String> = []
        for remedy in Self.all {
            for match in Remedy.commandLine(remedy).matches(of: /--[a-z-]+/) { flags.insert(String(match.0)) }
        }
        #expect(flags.count >= 12)
        for flag in flags { #expect(help.contains(flag), "\(flag)") }
    }
}
