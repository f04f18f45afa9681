import Architectures
import Datasets
import Foundation
import Runner

/// Where `ablate run` puts what it learns.
protocol StudyRecorder {
    /// For people: where the results can be queried.
    var path: String { get }
    func register(_ manifest: StudyManifest) throws
    /// - Returns: what was left out or contradicts what is on record, in a sentence.
    func record(_ attempt: AttemptRecord) throws -> String?
    /// The rows of the study, in the order of its roadmap, limited to the manifest's steps.
    func rows(of manifest: StudyManifest) throws -> [StudyTable.Row]
}

/// The parts that `run` and `train-one` are put together from.
enum Wiring {
    /// Of the kernels that will be used.
    static var instructionSet: String { "baseline" }

    /// Processors that this process may use.
    static var grantedCPUs: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Reads a data set; the result selects from it what a study asks for.
    static func dataset(
        named name: String, folder: String?
    ) throws -> (Study) throws -> DataSelection {
        throw NotConnected.part("the data set '\(name)'")
    }

    static func paper(stepID: String, regime: Regime) -> PaperResult? { nil }

    static func engine(dataFolder: String?) throws -> any TrainingEngine {
        throw NotConnected.part("the engine")
    }

    static func recorder(_ folder: ResultsFolder) throws -> any StudyRecorder {
        throw NotConnected.part("the database of '\(folder.url.path)'")
    }

    enum NotConnected: Error, CustomStringConvertible {
        case part(String)

        var description: String {
            switch self {
            case .part(let name): "This build does not connect \(name); use a complete one."
            }
        }
    }
}
