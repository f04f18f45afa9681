import ArgumentParser
import Datasets
import Experiments
import Runner

/// A study with its data read and its networks built, so that whatever cannot work is refused before anything is
/// made.
struct StudyResolution {
    let plan: StudyPlan

    /// - Parameters:
    ///   - steps: ids of the rows to keep; `nil` for all.
    ///   - dataFolder: where to look for the data; `nil` for the usual places.
    /// - Throws: an exit status of 66 (data) or 64 after one sentence on standard error.
    init(_ study: Study, steps: [String]?, dataFolder: String?) throws {
        let dataset: Dataset
        do {
            dataset = try Dataset.load(named: study.dataset, directory: dataFolder)
        } catch {
            throw ExitCode.failure("\(error)", status: 66)
        }
        do {
            let data = try dataset.selection(
                trainImages: study.trainImages, testImages: study.testImages,
                imageSide: study.resolvedImageSide)
            let manifest = try study.manifest(data: data, steps: steps) {
                PaperTable.result(for: $0.id, in: study.regime)
            }
            plan = try StudyPlan(manifest)
            guard data.trainImages >= study.recipe.batchSize else {
                throw ExitCode.usage(
                    "\(data.trainImages) training images hold no whole batch of \(study.recipe.batchSize); "
                        + "give more --train-images or a smaller --batch-size.")
            }
            let padding = study.recipe.augmentation.cropPadding
            guard padding <= data.imageSide else {
                throw ExitCode.usage(
                    "--crop-padding can be at most the image side of \(data.imageSide), but is \(padding).")
            }
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.usage("\(error)")
        }
    }
}
