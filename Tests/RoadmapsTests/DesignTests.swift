import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import AblateRuns
import Testing

@Suite struct DesignTests {
    private static let recipe = Recipe(
        epochs: 1, batchSize: 1, learningRate: 1, augmentation: Augmentation(horizontalFlip: false))

    private func resolved(
        _ text: String, _ roadmap: AnyRoadmap = AnyRoadmap(Roadmap.convNeXt(.small)), regime: Regime = .small
    ) throws -> ResolvedDesign {
        try roadmap.resolved(
            Design(parsing: text), by: Self.recipe, input: regime.input, classes: regime.classes)
    }

    private func ids(_ text: String) throws -> [String] { try resolved(text).rows.map(\.row.id) }

    // MARK: Texts

    @Test func aListIsSplitWhereADesignBegins() throws {
        let list = "leave-one-out, factorial:gelu,layer-norm@last,paths:20,path:gelu,width,groups"
        #expect(
            try Design.designs(in: list).map(\.description) == [
                "leave-one-out", "factorial:gelu,layer-norm@last", "paths:20", "path:gelu,width", "groups",
            ])
        #expect(try Design.designs(in: "groups,groups") == [.groups])
        #expect(try Design.designs(in: "pairs:a,b@last") == [.pairs("a", "b", others: true)])
    }

    @Test(arguments: [
        ("", "'' is no design"), ("leave-one", "'leave-one' is no design"), ("groups:macro", "takes nothing"),
        ("leave-one-out@last", "takes nothing"), ("paths:3", "even number"), ("paths:0", "even number"),
        ("paths", "even number"), ("factorial:gelu", "too few"), ("pairs:a,a", "twice"),
        ("subset:", "too few"),
        ("factorial:a,b,c,d,e,f,g", "128 rows"), ("inside:", "too few"), ("path:a,,b", ""),
        ("groups,extra", "'extra' is no design"), ("pairs:a,b@last,c", "'c' is no design"),
    ])
    func whatIsNoDesignIsRefusedInASentence(text: String, part: String) throws {
        guard !part.isEmpty else { return }
        let error = #expect(throws: DesignError.self) { try Design.designs(in: text) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "nothing")")
    }

    @Test(arguments: [
        ("subset:gelo", "has no step 'gelo'; did you mean 'gelu'?"), ("inside:gelu", "makes one assignment"),
        ("pairs:kernel,kernel-7", "names the step 'kernel-7' twice"),
    ])
    func whatTheRoadmapDoesNotHaveIsRefused(text: String, part: String) throws {
        let error = #expect(throws: DesignError.self) { try resolved(text) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "nothing")")
    }

    // MARK: Rows

    /// A subset that is a row of the roadmap is that row, so that it is run once.
    @Test func leaveOneOutAndAddOneInShareRowsWithTheRoadmap() throws {
        let leftOut = try ids("leave-one-out")
        #expect(leftOut.count == 13)
        #expect(leftOut.first == "separate-downsampling")
        #expect(leftOut.last == "layer-norm")
        #expect(leftOut[8] == "convnext--gelu")
        let added = try ids("add-one-in")
        #expect(added.prefix(3) == ["resnet-50", "stage-ratio", "resnet-50+patchify"])
        #expect(added.count == 13)
        #expect(try resolved("leave-one-out").rows[8].row.title == "convnext−gelu")
    }

    @Test func aRowOfADesignIsTheBaselineWithItsStepsInTheRoadmapsOrder() throws {
        let roadmap = Roadmap.convNeXt(.small)
        for subset in try resolved("leave-one-out").rows + resolved("groups").rows {
            let on = try #require(subset.row.on)
            #expect(
                subset.row.architecture == AnyArchitecture(roadmap.architecture(adopting: on)),
                "\(subset.row.id)"
            )
        }
    }

    @Test func groupsAreAllSubsetsOfThePapersSections() throws {
        let groups = try resolved("groups")
        #expect(groups.players.map(\.id) == ["macro", "resnextify", "inverted", "large-kernel", "micro"])
        #expect(groups.rows.count == 32)
        #expect(Set(groups.rows.map(\.on)).count == 32)
        #expect(Set(groups.rows.map(\.row.id)).count == 32)
        // The paper's own rows are among them.
        let ids = Set(groups.rows.map(\.row.id))
        #expect(
            ids.isSuperset(of: [
                "resnet-50", "patchify", "width", "invert", "kernel-7", "separate-downsampling",
            ]))
        #expect(ids.isSuperset(of: ["resnet-50+macro+micro", "convnext--macro", "convnext--invert"]))
    }

    @Test func pathsAreOrdersBesideTheirReverses() throws {
        let paths = try resolved("paths:6")
        let orders = try #require(paths.orders)
        #expect(orders.count == 6)
        for (index, order) in orders.enumerated() {
            #expect(order.sorted() == Array(0..<12))
            if index.isMultiple(of: 2) { #expect(orders[index + 1] == order.reversed()) }
        }
        #expect(Set(orders).count == 6)
        // All subsets that the walks visit, each once.
        let visited = Set(orders.flatMap { order in (0...12).map { Set(order.prefix($0)) } })
        #expect(Set(paths.rows.map { Set($0.on) }) == visited)
        #expect(Set(paths.rows.map(\.row.id)).count == visited.count)
        // A later meaning of their seed would ask other rows than those that were trained.
        #expect(orders[0] == [4, 6, 5, 7, 0, 1, 9, 3, 11, 8, 2, 10])
        // More orders go on from fewer.
        #expect(try resolved("paths:20").orders?.prefix(6) == orders[...])
    }

    @Test func stepsThatAreNotNamedAreOffOrAsInTheLastRow() throws {
        let off = try resolved("pairs:gelu,layer-norm")
        #expect(
            off.rows.map(\.row.id) == [
                "resnet-50", "resnet-50+gelu", "resnet-50+layer-norm", "resnet-50+gelu+layer-norm",
            ])
        let on = try resolved("pairs:gelu,layer-norm@last")
        #expect(
            on.rows.map(\.row.id) == [
                "convnext--gelu--layer-norm", "convnext--layer-norm", "convnext--gelu",
                "separate-downsampling",
            ])
        #expect(on.background.count == 10)
        #expect(try ids("factorial:gelu,width,layer-norm").count == 8)
        #expect(try ids("subset:width,gelu") == ["resnet-50", "resnet-50+width+gelu"])
        #expect(try ids("path:gelu,width") == ["resnet-50", "resnet-50+gelu", "resnet-50+width+gelu"])
        #expect(try resolved("path:gelu,width").orders == [[1, 0]])
    }

    /// A norm where there is nothing to normalise is no row of its own.
    @Test func insideAStepAreItsAssignments() throws {
        let inside = try resolved("inside:separate-downsampling")
        #expect(
            inside.players.map(\.title)
                == ["downsampling", "stem-norm", "downsampling-norm", "final-norm", "layer-scale"])
        #expect(
            inside.rows.map(\.row.id) == [
                "layer-norm", "separate-downsampling++downsampling", "separate-downsampling++stem-norm",
                "separate-downsampling++final-norm", "separate-downsampling++layer-scale",
                "separate-downsampling--downsampling", "separate-downsampling--stem-norm",
                "separate-downsampling--downsampling-norm", "separate-downsampling--final-norm",
                "separate-downsampling--layer-scale", "separate-downsampling",
            ])
        #expect(
            inside.leftOut.map(\.reason) == ["It is the network of 'layer-norm'."])
        let scale = try #require(inside.rows.first { $0.row.id.hasSuffix("++layer-scale") })
        let before = try #require(AnyRoadmap(Roadmap.convNeXt(.small)).row("layer-norm"))
        #expect(
            scale.row.architecture.changes(from: before.architecture).map(\.field) == ["layerScale"])
        let early = try resolved("inside:layer-norm@last")
        #expect(early.rows.first?.row.id == "convnext--layer-norm")
        #expect(early.rows.last?.row.id == "separate-downsampling")
    }

    // MARK: Exclusions

    /// Branches and alternatives of a sweep are steps as others, which exclude what they stand for.
    @Test func aSubsetWithStepsThatExcludeEachOtherIsLeftOutWithItsReason() throws {
        let both = try resolved("factorial:resnext,depthwise,width")
        #expect(both.rows.count == 6)
        #expect(both.exclusions == [[0, 1]])
        #expect(both.leftOut.map(\.on) == [["resnext", "depthwise"], ["resnext", "depthwise", "width"]])
        #expect(both.leftOut.first?.reason == "'resnext' and 'depthwise' exclude each other.")
        #expect(try resolved("pairs:kernel-5,kernel-9").leftOut.count == 1)
        let error = #expect(throws: DesignError.self) {
            try resolved("subset:kernel-5,kernel-9@last").rows.count
        }
        #expect(error?.description.contains("exclude each other") == true)
        // In place of the adopted alternative.
        let other = try resolved("subset:kernel-5@last").rows
        #expect(
            other.map { $0.row.id } == [
                "convnext--kernel-7", "resnet-50+macro+resnextify+invert+move-up+kernel-5+micro",
            ])
    }

    /// Of two adopted steps that exclude each other the later stands in the last row.
    @Test func aToyRoadmapWithAlternativesStaysALattice() throws {
        let toy = Roadmap("toy", from: ConvNet(), as: "plain", "Plain") {
            Step("wider", "wider", .set(\.width, 96))
            Step("smooth", "smooth", .set(\.block.activation, .silu))
            Step("bent", "bent", .set(\.block.activation, .gelu)).excluding("smooth")
        }
        let roadmap = AnyRoadmap(toy)
        #expect(roadmap.rows.map(\.on) == [[], ["wider"], ["wider", "smooth"], ["wider", "bent"]])
        let regime = Regime.resNet50
        let left = try resolved("leave-one-out", roadmap, regime: regime)
        #expect(left.rows.map(\.row.id) == ["bent", "toy--wider", "wider"])
        let paths = try resolved("paths:2", roadmap, regime: regime)
        #expect(paths.exclusions == [[1, 2]])
        #expect(!paths.rows.contains { $0.on.contains(1) && $0.on.contains(2) })
        // Designs of one space have one list of players.
        let space = try resolved("cumulative", roadmap, regime: regime)
        #expect(space.players.map(\.id) == ["wider", "smooth", "bent"])
        #expect(space.players == paths.players)
        let error = #expect(throws: DesignError.self) { try resolved("groups", roadmap, regime: regime) }
        #expect(error?.description.contains("has no groups") == true)
    }

    @Test func aGroupCannotHoldStepsThatExcludeEachOther() throws {
        let toy = Roadmap("toy", from: ConvNet(), as: "plain", "Plain") {
            StepGroup("size", "Size") { Step("wider", "wider", .set(\.width, 96)) }
            StepGroup("bend", "Bend") {
                Step("smooth", "smooth", .set(\.block.activation, .silu))
                Step("bent", "bent", .set(\.block.activation, .gelu)).excluding("smooth")
            }
        }
        let error = #expect(throws: DesignError.self) {
            try resolved("groups", AnyRoadmap(toy), regime: .resNet50).rows.count
        }
        #expect(error?.description.contains("'smooth' and 'bent' exclude each other") == true)
    }
}
