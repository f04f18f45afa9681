import ArgumentParser
import Datasets
import Experiments
import Runner

extension StudyPlan {
    /// Resolves data and networks, so that everything that cannot work is refused before anything is made.
    ///
    /// - Throws: an exit status of 64 or 66 after one sentence on standard error.
    static func resolved(
        _ study: Study, steps: [String]?, dataPlace: DataPlaceOptions
    ) throws -> (StudyManifest, StudyPlan) {
        let source: DataSource
        do {
            source = try dataPlace.load(study.dataset)
        } catch {
            throw ExitCode.failure("\(error)", status: error.isAboutArguments ? 64 : 66)
        }
        do {
            let data = try source.selection(
                trainImages: study.trainImages, testImages: study.testImages,
                imageSide: study.resolvedImageSide, heldOut: study.heldOut)
            return try resolved(study, steps: steps, data: data)
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.usage("\(error)")
        }
    }

    /// The same without reading the data where the folder keeps the study: its manifest names them.
    ///
    /// - Throws: an exit status after one sentence on standard error, or what is wrong with the folder.
    static func recorded(
        _ study: Study, steps: [String]?, in folder: ResultsFolder, dataPlace: DataPlaceOptions
    ) throws -> StudyPlan {
        guard let stored = try folder.manifest(named: study.name) else {
            return try resolved(study, steps: steps, dataPlace: dataPlace).1
        }
        let (manifest, plan) = try resolved(study, steps: steps, data: stored.data)
        try folder.requireAgreement(of: manifest, with: stored)
        return plan
    }

    /// The plan of a study on data that are known already.
    private static func resolved(
        _ study: Study, steps: [String]?, data: DataSelection
    ) throws -> (StudyManifest, StudyPlan) {
        let manifest = try study.manifest(data: data, steps: steps) {
            PaperTable.result(for: $0, in: study.regime)
        }
        let plan = try StudyPlan(manifest)
        guard data.trainImages >= study.recipe.batchSize else {
            throw ExitCode.usage(
                "\(data.trainImages) training images hold no whole batch of \(study.recipe.batchSize); "
                    + "give more --train-images or a smaller --batch-size.")
        }
        for step in manifest.steps {
            try (step.recipe ?? manifest.recipe).validate(imageSide: data.imageSide)
        }
        return (manifest, plan)
    }
}

extension DatasetError {
    fileprivate var isAboutArguments: Bool {
        switch self {
        case .unknownDataset, .noFolderGiven: true
        default: false
        }
    }
}
