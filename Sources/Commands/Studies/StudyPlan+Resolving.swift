import AblateDatasets
import AblateRunner
import AblateRuns
import ArgumentParser

extension StudyPlan {
    /// Resolves data and networks, so that everything that cannot work is refused before anything is made, and finds
    /// the study in the folder.
    ///
    /// - Throws: an exit status of 64, 65 or 66 after one sentence on standard error.
    static func resolved(
        _ asked: AskedStudy, in folder: ResultsFolder, dataPlace: DataPlaceOptions
    ) throws -> StudyPlan {
        switch asked {
        case .declared(let study, let steps):
            let source = try source(study.dataset, dataPlace)
            return try resolved(study, steps: steps, on: source, in: folder)
        case .recorded(let manifest):
            let plan = try plan(of: manifest)
            let data = manifest.data
            let source = try source(data.dataset, dataPlace)
            let found = try? source.selection(
                trainImages: data.trainImages, testImages: data.testImages, imageSide: data.imageSide,
                heldOut: data.evaluation == .heldOut)
            guard found == data else {
                throw ExitCode.failure(
                    "The study '\(manifest.name)' is on files of \(data.dataset) with the SHA-256 "
                        + "\(data.sha256.prefix(8))…, but those found have \(source.sha256.prefix(8))…; give the folder of "
                        + "its own with --data.", status: 65)
            }
            return plan
        }
    }

    /// The same without reading the data where the folder keeps the study: its manifest names them. Where --data says
    /// which are meant, or the folder keeps several studies that only their data tell apart, they are read if they can
    /// be.
    ///
    /// - Throws: an exit status after one sentence on standard error, or what is wrong with the folder.
    static func recorded(
        _ asked: AskedStudy, in folder: ResultsFolder, dataPlace: DataPlaceOptions
    ) throws -> StudyPlan {
        let (study, steps): (Study, [String]?)
        switch asked {
        case .declared(let declared, let rows): (study, steps) = (declared, rows)
        case .recorded(let manifest): return try StudyPlan(manifest)
        }
        let known = try folder.storedStudies().values.map(\.manifest).filter { stored in
            try (study.label ?? stored.name) == stored.name && study.isSurely(stored, steps: steps)
        }
        if known.isEmpty { return try resolved(asked, in: folder, dataPlace: dataPlace) }
        if known.count > 1 || dataPlace.dataFolder != nil {
            if let source = try? dataPlace.load(study.dataset) {
                return try resolved(study, steps: steps, on: source, in: folder)
            }
            if known.count > 1 {
                let names = known.map(\.name).sorted().quoted(joinedBy: "and")
                throw ExitCode.usage(
                    "'\(folder.url.path)' keeps several studies that only their images tell apart, \(names); name one with "
                        + "--name, or the folder of its images with --data.")
            }
        }
        var manifest = try manifest(of: study, steps: steps, data: known[0].data)
        manifest.name = known[0].name
        return try StudyPlan(manifest)
    }

    private static func source(_ name: String, _ dataPlace: DataPlaceOptions) throws -> DataSource {
        do {
            let source = try dataPlace.load(name)
            if case .folder(let folder) = source, let remark = folder.passedOver.remark {
                StandardError.say(remark)
            }
            return source
        } catch {
            throw ExitCode.failure("\(error)", status: error.isAboutArguments ? 64 : 66)
        }
    }

    private static func resolved(
        _ study: Study, steps: [String]?, on source: DataSource, in folder: ResultsFolder
    ) throws -> StudyPlan {
        var manifest: StudyManifest
        do {
            let data = try source.selection(
                trainImages: study.trainImages, testImages: study.testImages,
                imageSide: study.resolvedImageSide, heldOut: study.heldOut)
            manifest = try self.manifest(of: study, steps: steps, data: data)
            manifest.largestTestClass = source.largestTestClass(of: data)
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.usage("\(error)")
        }
        let place: StudyPlace
        do {
            place = try folder.place(of: manifest, isNameGiven: study.label != nil)
        } catch {
            throw ExitCode.failure(error)
        }
        if let taken = place.nameTakenBy {
            StandardError.say(
                "The name '\(taken.name)' belongs to another study (this one has \(taken.text)), so this one is called "
                    + "'\(place.manifest.name)'; --name gives it a name of its own.")
        }
        return try plan(of: place.manifest)
    }

    private static func plan(of manifest: StudyManifest) throws -> StudyPlan {
        do {
            let plan = try StudyPlan(manifest)
            try plan.requireThisEngine()
            return plan
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.usage("\(error)")
        }
    }

    /// Refuses a recorded study whose runs this program's would not be comparable with.
    ///
    /// - Throws: an exit status of 65 after one sentence on standard error.
    func requireThisEngine() throws {
        let version = RunIdentity.currentSemantics
        guard manifest.semantics != version else { return }
        throw ExitCode.failure(
            "The study '\(manifest.name)' was run with version \(manifest.semantics) of the engine, and this program has "
                + "\(version), which gives other numbers; declare it anew by its preset, \(Catalogue.current.studyNames).",
            status: 65)
    }

    /// A study on data that are known already, with every value checked.
    private static func manifest(
        of study: Study, steps: [String]?, data: DataSelection
    ) throws -> StudyManifest {
        let manifest = try study.manifest(
            data: data, steps: steps, reference: Catalogue.current.reference(of: study)?.note
        ) {
            Catalogue.current.result(for: $0, of: study)
        }
        guard data.trainImages >= study.recipe.batchSize else {
            throw ExitCode.usage(
                "\(data.trainImages) training images hold no whole batch of \(study.recipe.batchSize); "
                    + "give more --train-images or a smaller --batch-size.")
        }
        for step in manifest.steps {
            try (step.recipe ?? manifest.recipe).validate(imageSide: data.imageSide)
        }
        return manifest
    }
}

extension Study {
    /// Whether a kept study is this one as far as that can be known without reading the data: all that they decide is
    /// the same but their files, and "all images" were as many when they were counted.
    fileprivate func isSurely(_ stored: StudyManifest, steps: [String]?) throws -> Bool {
        let data = stored.data
        guard data.dataset == dataset, data.imageSide == resolvedImageSide,
            (data.evaluation == .heldOut) == heldOut, trainImages ?? data.trainImages == data.trainImages,
            testImages ?? data.testImages == data.testImages
        else { return false }
        let own = try manifest(data: data, steps: steps) { _ in nil }
        let countsAreKnown = trainImages != nil && testImages != nil
        return own.declaresTheSame(as: stored) && (countsAreKnown || own.declaredText == stored.declaredText)
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
