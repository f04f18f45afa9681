/// What helps against an error, or where there is more to see: a case that a sentence ends with.
///
/// A library tells what to do, not which flag does it. The program that is run puts it into the words of its command line
/// (``wording``).
package enum Remedy: Hashable, Sendable, CustomStringConvertible {
    // Data
    case giveImageFolder
    case checkDataFolder
    case givePlannedData
    /// - Parameter package: Debian's, which holds the data set.
    case obtainData(String, package: String?, canBeFetched: Bool)
    case leaveBadImagesOut
    case listBadImages
    case checkAddress
    case acceptOtherContents
    case otherDownloadFolder
    case otherExportFile

    // Results folders and databases
    case otherResultsFolder
    case localResultsFolder
    case nameResultsFolder
    /// - Parameter results: the folder, where it has to be named.
    case rebuildDatabase(results: String?)
    case gather(results: String)
    case forget
    case freeSpace
    case givePermissions
    case repairFileSystem
    case giveMemory
    case exportAttempts
    case exportByStudy

    // Studies and runs
    case listStudies
    case listRuns
    case nameStudyOfStep
    case ownName
    case recordedName(String, asked: String)
    case newAttempt
    case trainRun
    case goOn
    case chooseSeed
    case removeQuarantined
    case moreSeeds(study: String, seeds: Int)
    case listRecipeFields

    // Queries and tables
    case nameQuery
    case exploreDatabase
    case giveParameters([String])
    case nameParameter
    case runQuery(String)
    case wholeTable

    /// How the program at hand words a remedy; set once, before the first command is parsed.
    package nonisolated(unsafe) static var wording: @Sendable (Remedy) -> String = { $0.plain }

    /// The words of the program at hand.
    package var description: String { Self.wording(self) }

    /// In words that are true without any program.
    package var plain: String {
        switch self {
        case .giveImageFolder: "name the folder that holds train/CLASS and val/CLASS"
        case .checkDataFolder: "check the folder of the data set"
        case .givePlannedData: "give the data that it was planned for, or plan the run again"
        case .obtainData(_, let package, _):
            (package.map { "install the package \($0), or " } ?? "")
                + "put its files in a folder and name that"
        case .leaveBadImagesOut: "leave such images out"
        case .listBadImages: "each has its own fault"
        case .checkAddress: "check the address"
        case .acceptOtherContents: "try another address, or accept any contents for a data set of your own"
        case .otherDownloadFolder, .otherResultsFolder: "choose another folder"
        case .otherExportFile: "choose another file"
        case .localResultsFolder: "choose a folder on a local disk"
        case .nameResultsFolder: "name its folder"
        case .rebuildDatabase: "make the database anew from the results folder"
        case .gather: "gather them"
        case .forget: "bring them back, or remove them"
        case .freeSpace: "free some space on its file system, then run the same command again"
        case .givePermissions: "make the file and its folder readable and writable for this user"
        case .repairFileSystem: "look after the disk or the network file system that it lies on"
        case .giveMemory: "give the process more memory"
        case .exportAttempts: "an export of attempts writes one"
        case .exportByStudy: "export its studies one by one"
        case .listStudies: "the folder lists all"
        case .listRuns: "the database lists them"
        case .nameStudyOfStep: "name one of them, or write STUDY/STEP"
        case .ownName: "give it a name of its own"
        case .recordedName(let name, let asked): "go on with '\(name)', or rename it to '\(asked)'"
        case .newAttempt: "start a new one"
        case .trainRun: "train it"
        case .goOn: "the study goes on with it"
        case .chooseSeed: "choose one by its seed"
        case .removeQuarantined: "quarantined attempts stay unless they are asked for"
        case .moreSeeds(let study, let seeds): "\(study) with \(seeds) seeds"
        case .listRecipeFields: "its table has them all"
        case .nameQuery: "give one SELECT statement, or the name of a query"
        case .exploreDatabase: "the schema names tables and views"
        case .giveParameters(let names): "give \(Units.list(names))"
        case .nameParameter: "write it as :name and give its value by that name"
        case .runQuery(let sql): sql
        case .wholeTable: "the table in another format has everything"
        }
    }
}
