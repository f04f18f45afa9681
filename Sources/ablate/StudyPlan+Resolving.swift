import ArgumentParser
import Datasets
import Experiments
import Runner

extension StudyPlan {
    /// Resolves data and networks, so that everything that cannot work is refused before anything is made.
    ///
    /// - Throws: an exit status of 64 or 66 after one sentence on standard error.
    static func resolved(
        _ study: Study, steps: [String]?, dataFolder: String?
    ) throws -> (StudyManifest, StudyPlan) {
        let source: DataSource
        do {
            source = try DataSource.load(named: study.dataset, directory: dataFolder)
        } catch {
            throw ExitCode.failure("\(error)", status: 66)
        }
        do {
            let data = try source.selection(
                trainImages: study.trainImages, testImages: study.testImages,
                imageSide: study.resolvedImageSide)
            let (manifest, plan) = try resolved(study, steps: steps, data: data)
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
            return (manifest, plan)
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.usage("\(error)")
        }
    }

    /// The plan of a study on data that are known already.
    static func resolved(
        _ study: Study, steps: [String]?, data: DataSelection
    ) throws -> (StudyManifest, StudyPlan) {
        let manifest = try study.manifest(data: data, steps: steps) {
            PaperTable.result(for: $0.id, in: study.regime)
        }
        return (manifest, try StudyPlan(manifest))
    }
}
