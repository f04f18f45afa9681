import AblateDatasets
import AblateTables
import AblateWords
import ArgumentParser
import Foundation

struct DataCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Decodes every image of a data set and lists those that cannot be used.",
        discussion: """
            Standard output has a row for each bad image, standard error the count. Exit status: 0 when all are \
            good, or when bad ones are to be skipped; 65 when there are bad ones; 66 when there is no data.

            EXAMPLES
              \(Program.name) data check fashion-mnist
              \(Program.name) data check image-folder --data ~/imagenette
              \(Program.name) data check image-folder --data ~/photos --format csv > bad.csv
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: FormatOption

    func run() throws {
        // All of them are to be listed, whatever is done about them afterwards.
        let source = try data.load(onBadImage: .skip)
        let images = source.trainImages + source.testImages
        var bad: [BadImage] = []
        var left = 0
        if case .folder(let folder) = source {
            if let remark = folder.passedOver.remark { StandardError.say(remark) }
            let line = ProgressLine()
            bad = folder.check { done in line.show("\(done) of \(Units.plural(images, "image"))") }
            line.clear()
            left = folder.badImages.count
        }
        var table = Table(columns: [.init("path"), .init("fault")])
        for image in bad { table.append([.text(image.path), .text(image.fault.description)]) }
        if !bad.isEmpty || !output.format.isForPeople { print(output.text(of: table)) }
        let sentence =
            "\(Units.plural(images + left, "image")) of \(Units.plural(source.classNames.count, "class", "classes")) checked, "
            + (bad.isEmpty ? "all good." : "\(bad.count) bad.")
        if !bad.isEmpty, data.onBadImage == .fail { throw ExitCode.failure(sentence, status: 65) }
        StandardError.say(sentence)
    }
}
