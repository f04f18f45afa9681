import AblateRunner
import AblateWords

extension Remedy {
    /// The remedy in the flags and commands of the command line, each of which begins with the program's name.
    package static let commandLine: @Sendable (Remedy) -> String = { $0.spelled }

    private var spelled: String {
        let program = Program.name
        let placing = "put its files in a folder and pass --data FOLDER"
        return switch self {
        case .giveImageFolder: "pass --data FOLDER, where FOLDER holds train/CLASS and val/CLASS"
        case .checkDataFolder: "check --data"
        case .givePlannedData: "point --data to the data it was planned for, or plan the run again"
        case .obtainData(_, let package?, _): "install it with `apt install \(package)`, or \(placing)"
        case .obtainData(let name, nil, canBeFetched: true):
            "run `\(program) data fetch \(name)`, or \(placing)"
        case .obtainData(_, nil, canBeFetched: false): placing
        case .leaveBadImagesOut: "pass --on-bad-image skip"
        case .listBadImages: "'\(program) data check' lists what is wrong with each"
        case .checkAddress: "check --url"
        case .acceptOtherContents:
            "try another --url, or pass --any-contents for a data set of your own in this layout"
        case .otherDownloadFolder: "choose another folder with --to"
        case .otherExportFile: "choose another file with -o"
        case .otherResultsFolder: "choose another folder with --results"
        case .localResultsFolder: "choose a folder on a local disk with --results"
        case .nameResultsFolder: "name its folder with --results"
        case .rebuildDatabase(let results?):
            "`\(program) gather --rebuild --results '\(results)'` makes it anew from them"
        case .rebuildDatabase(nil):
            "`\(program) gather --rebuild` makes the database anew from the results folder"
        case .gather(let results): "`\(program) gather --results '\(results)'` brings them in"
        case .forget:
            "bring them back, or '\(program) remove' forgets one, and '\(program) gather --rebuild' all of them"
        case .freeSpace, .givePermissions, .repairFileSystem, .giveMemory: plain
        case .exportAttempts: "`\(program) export --what attempts -o attempts.tar.gz` writes one"
        case .exportByStudy: "export its studies one by one with --study"
        case .listStudies: "`\(program) studies` lists all"
        case .listRuns: "'\(program) studies' and '\(program) query seeds' list them"
        case .nameStudyOfStep: "name one with --study, or write STUDY/STEP"
        case .ownName: "give it a name of its own, or leave --name out"
        case .recordedName(let name, let asked):
            "leave --name out to go on with it, or call it '\(asked)' from now on with "
                + "`\(program) rename \(name.quotedForShell) \(asked.quotedForShell)`"
        case .newAttempt: "start a new one with `\(program) run`"
        case .trainRun: "'\(program) run' trains it"
        case .goOn: "'\(program) run' goes on with it"
        case .chooseSeed: "choose one with --seed"
        case .removeQuarantined: "--quarantine removes it"
        case .moreSeeds(let study, let seeds): "\(program) run \(study) --seeds \(seeds)"
        case .listRecipeFields: "'\(program) recipe show enhanced' prints them all"
        case .nameQuery: "give one SELECT statement, or a name from `\(program) query --list`"
        case .exploreDatabase:
            "`sqlite3 ablate.sqlite .schema` shows tables and views, and `\(program) query --list` ready-made queries"
        case .giveParameters(let names):
            "give \(names.map { "--set \($0)=VALUE" }.joined(separator: " "))"
        case .nameParameter: "write it as :name and give its value with --set name=VALUE"
        case .runQuery(let sql): "\(program) query \"\(sql)\""
        case .wholeTable: "--format csv has everything"
        }
    }
}
