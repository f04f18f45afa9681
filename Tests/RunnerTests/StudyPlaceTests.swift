import AblateRunner
import AblateRuns
import Foundation
import Testing

/// Which study of a results folder is meant.
struct StudyPlaceTests {
    let temporary: TemporaryFolder
    var results: ResultsFolder { temporary.results }

    init() throws {
        temporary = try TemporaryFolder()
    }

    private func manifest(
        _ name: String = "quick", _ steps: [String] = ["resnet-50", "patchify"],
        _ change: (inout StudyManifest) -> Void = { _ in }
    ) throws -> StudyManifest {
        var manifest = try Fixture.manifest(steps)
        manifest.name = name
        change(&manifest)
        return manifest
    }

    /// What versions before labels wrote: a name with spaces in a file with underscores, and no preset.
    private func writeOld(_ manifest: StudyManifest, file: String) throws -> URL {
        var old = manifest
        old.preset = nil
        let studies = temporary.url.appendingPathComponent("studies")
        try FileManager.default.createDirectory(at: studies, withIntermediateDirectories: true)
        let url = studies.appendingPathComponent(file)
        try JSONEncoder().encode(old).write(to: url)
        return url
    }

    @Test func aStudyIsFoundByItsDeclarationWhateverItIsCalled() throws {
        try results.keep(try manifest("mine"))
        var more = try manifest("quick", ["gelu"])
        more.seeds = [3]
        let kept = try results.keep(more, isNameGiven: false)
        #expect(kept.name == "mine")
        #expect(kept.steps.map(\.id) == ["resnet-50", "patchify", "gelu"] && kept.seeds == [0, 3])
        #expect(results.manifests().values == [kept])
    }

    @Test func aStudyOfAnOlderVersionGoesOnInItsFile() throws {
        let old = try manifest("quick epochs=1 train-images=300")
        let file = try writeOld(old, file: "quick_epochs=1_train-images=300.json")
        let kept = try results.keep(try manifest("quick-1a2b3c4d", ["gelu"]), isNameGiven: false)
        #expect(kept.name == old.name && kept.steps.count == 3)
        #expect(temporary.contents.filter { $0.hasSuffix(".json") } == ["studies/\(file.lastPathComponent)"])
        #expect(try results.manifest(named: old.name) == kept)
        #expect(kept.declaredText == old.name)

        // Under another name it still tells what it declares.
        try results.rename(old.name, to: "short") { _ in }
        let renamed = try #require(try results.manifest(named: "short"))
        #expect(renamed.declaredText == old.name && renamed.formerNames == [old.name])
        #expect(renamed.declaresTheSame(as: old))
        #expect(temporary.contents.filter { $0.hasSuffix(".json") } == ["studies/short.json"])
    }

    @Test(arguments: ["recipe", "data", "semantics", "architecture", "regime"])
    func anotherDeclarationUnderATakenNameGetsTheNextOne(what: String) throws {
        let first = try results.keep(try manifest())
        func other(_ name: String) throws -> StudyManifest {
            try manifest(name) { manifest in
                switch what {
                case "recipe": manifest.recipe.learningRate = 1
                case "data": manifest.data.sha256 = "other"
                case "semantics": manifest.semantics -= 1
                case "regime": manifest.regime = "resnet-50"
                default: manifest.steps[0].architecture.convNet.width = 8
                }
            }
        }
        let place = try results.place(of: try other("quick"), isNameGiven: false)
        #expect(place.manifest.name == "quick-2" && place.stored == nil)
        #expect(place.nameTakenBy?.name == "quick" && place.nameTakenBy?.differences.count == 1)
        let second = try results.keep(place.manifest, isNameGiven: false)
        #expect(second.name == "quick-2")
        // Both are found again.
        #expect(try results.keep(try other("quick"), isNameGiven: false).name == "quick-2")
        #expect(try results.keep(try manifest(), isNameGiven: false) == first)
        #expect(Set(results.manifests().values) == [first, second])

        #expect(throws: RunnerError.self) { try results.keep(try other("quick")) }
        #expect(throws: RunnerError.studyHasName("quick-2", asked: "mine")) {
            try results.keep(try other("mine"))
        }
        #expect(Set(results.manifests().values) == [first, second])
    }

    @Test func theFieldsThatDifferAreNamed() throws {
        try results.keep(try manifest())
        let other = try manifest { manifest in
            manifest.recipe.batchSize = 16
            manifest.recipe.schedule = .steps(StepDecay())
            manifest.data.trainImages = 64
        }
        let path = temporary.url.appendingPathComponent("studies/quick.json").path
        let error = #expect(throws: RunnerError.self) { try results.keep(other) }
        #expect(
            error?.description == """
                The name 'quick' belongs to another study ('\(path)'): this one has 64 training images where it has \
                256 training images, batchSize 16 where it has 64, stepDecay one where it has none; give it a name of its own.
                """)
        let back = #expect(throws: RunnerError.self) {
            try results.keep(try manifest { $0.data.dataset = "cifar-10" })
        }
        #expect(back?.description.contains("the data set cifar-10 where it has fashion-mnist;") == true)
    }

    @Test func namesThatOneFileNameStoodForAreTwoStudies() throws {
        let first = try manifest("a b")
        let file = try writeOld(first, file: "a_b.json")
        for name in ["a_b", "A_b", "a/b"] {
            let other = try manifest(name) { $0.recipe.epochs = name.utf8.reduce(0) { $0 + Int($1) } }
            try results.keep(other)
            #expect(try results.manifest(named: name) == other)
        }
        #expect(results.manifests().values.count == 4)
        #expect(FileManager.default.fileExists(atPath: file.path))
        #expect(try results.manifest(named: "a b")?.declaresTheSame(as: first) == true)
    }

    @Test func aDamagedManifestIsNotReplaced() throws {
        let file = try writeOld(try manifest(), file: "quick.json")
        try Data("{".utf8).write(to: file)
        for isNameGiven in [true, false] {
            #expect(throws: RunnerError.self) {
                try results.keep(try manifest(), isNameGiven: isNameGiven)
            }
        }
        #expect(try Data(contentsOf: file) == Data("{".utf8))
    }

    @Test func anUnknownNameIsAnsweredWithTheNearest() throws {
        let none = #expect(throws: RunnerError.self) { try results.study(named: "quick") }
        #expect(none?.description.contains("which holds none") == true)
        try results.keep(try manifest("quick-epochs-6"))
        let error = #expect(throws: RunnerError.self) { try results.study(named: "quick-epochs-9") }
        #expect(error?.description.contains("did you mean 'quick-epochs-6' (") == true)
        #expect(try results.study(named: "quick-epochs-6").name == "quick-epochs-6")
    }
}
