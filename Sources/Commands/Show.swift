import AblateArchitectures
import AblateRoadmaps
import AblateTables
import AblateWords
import ArgumentParser

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the network of one row, layer by layer.",
        discussion: """
            Shapes are height × width × channels of one image. Tensors are the layer's learned parameters, under its \
            name, a point and what they are (stem.conv.weight), with sizes as the engine stores them: [k, k, in, out] \
            for a convolution (in is one group's), [k, k, channels] for a depthwise one, [in, out] for a linear layer. \
            MACs are multiply–accumulates of convolutions, linear layers and attention. In JSON 'tensor_sizes' is an \
            object of arrays by name, in CSV the same as JSON; 'tensors' holds both in a text.

            EXAMPLES
              \(Program.name) show patchify
              \(Program.name) show separate-downsampling --regime resnet-50
              \(Program.name) show move-up --image-side 56
              \(Program.name) show kernel-7 --format csv > kernel-7.csv
            """)

    /// Beyond it counts could leave 64 bits, and no image is that large.
    static let largestSide = 65_536

    @Argument(help: "The row's id, as '\(Program.name) list' prints it.", completion: Completion.step)
    var step: String

    @OptionGroup var options: RoadmapOptions

    @Option(help: "Side of the image in pixels. (default: the regime's)")
    var imageSide: Int?

    @OptionGroup var output: FormatOption

    func run() throws {
        let study = try options.resolved()
        let network = try network(
            of: try StepNames.row(step, of: study.roadmap, in: study.regime), in: study.regime)
        var table = Table(columns: [
            .init("name"), .init("kind"), .init("input"), .init("output"), .init("parameters"),
            .init("macs", "MACs"), .init("tensors", "tensors", for: .people),
            .init("tensors", for: .programs), .init("tensor_sizes", for: .programs),
        ])
        for layer in network.layers {
            let tensors = layer.parameters.map { "\($0.name) \(Table.Value.sizes($0.shape))" }
            table.append([
                .text(layer.name), .text(layer.kind), .shape(layer.input.sizes), .shape(layer.output.sizes),
                .integer(layer.parameterCount), .integer(layer.macs),
                .list(tensors.map { String($0.dropFirst(layer.name.count + 1)) }), .list(tensors),
                .shapes(layer.parameters.map { .init(name: $0.name, sizes: $0.shape) }),
            ])
        }
        table.setTotal([
            .text("total"), .missing, .missing, .missing, .integer(network.parameterCount),
            .integer(network.macs), .missing, .missing, .missing,
        ])
        print(output.text(of: table))
    }

    private func network(of row: AnyRoadmap.Row, in regime: Regime) throws -> Network {
        var input = regime.input
        if let imageSide {
            guard imageSide <= Self.largestSide else {
                throw ExitCode.usage(
                    "The image side can be at most \(Self.largestSide) px, but --image-side is \(imageSide).")
            }
            input = Shape(side: imageSide, channels: input.channels)
        }
        do {
            return try row.architecture.network(input: input, classes: regime.classes)
        } catch {
            throw ExitCode.usage(error.description)
        }
    }
}

extension Shape {
    fileprivate var sizes: [Int] { [height, width, channels] }
}

extension Table.Value {
    /// As ``shape(_:)`` reads for people.
    fileprivate static func sizes(_ shape: [Int]) -> String {
        shape.map(String.init).joined(separator: "×")
    }
}
