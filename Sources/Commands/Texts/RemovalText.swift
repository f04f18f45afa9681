import AblateRunner
import AblateTables
import AblateWords
import Foundation

/// What a removal takes away and leaves, for people and for programs.
package struct RemovalText {
    private let removal: Removal
    private let folder: String

    package init(_ removal: Removal, folder: String) {
        self.removal = removal
        self.folder = folder
    }

    /// Before anything is removed.
    package var sentence: String { sentences(verb: "go", verbOfOne: "goes") }

    /// What `--dry-run` prints.
    package func plan(as format: OutputFormat, width: Int? = nil) -> String {
        format.isForPeople
            ? format.sentences(sentence, width: width) + "\n\n" + rows.rendered(as: format, width: width)
            : rows.rendered(as: format)
    }

    /// What is printed afterwards.
    package func outcome(as format: OutputFormat, width: Int? = nil) -> String {
        guard format.isForPeople else { return rows.rendered(as: format) }
        return format.sentences(sentences(verb: "are removed", verbOfOne: "is removed"), width: width)
    }

    private func sentences(verb: String, verbOfOne: String) -> String {
        var parts: [String] = []
        let studies = removal.studies.map { "'\($0)'" }
        if !studies.isEmpty {
            parts.append((studies.count == 1 ? "the study " : "the studies ") + Units.list(studies))
        }
        let count = removal.going.count
        if count > 0 || parts.isEmpty { parts.append(Units.plural(count, "run")) }
        let isOne = studies.count + count == 1
        var text = Units.list(parts)
        text = text.prefix(1).uppercased() + text.dropFirst()
        text += " \(isOne ? verbOfOne : verb)"
        text += count > 0 ? ", \(DiskUsage.text(removal.bytes)) in \(folder)." : "."
        if !removal.staying.isEmpty {
            let owners = Set(removal.staying.flatMap { $0.asking.map(\.study) }).subtracting(removal.studies)
            text +=
                " \(removal.staying.count == 1 ? "1 run stays" : "\(removal.staying.count) runs stay"), since "
                + Units.list(owners.sorted().map { "'\($0)'" })
                + (owners.count == 1 ? " asks" : " ask")
                + " for \(removal.staying.count == 1 ? "it" : "them") too."
        }
        for (study, missed) in removal.missed.sorted(by: { $0.key < $1.key }) {
            let asked = removal.going.count == 1 ? "it" : "\(missed) of them"
            text +=
                " The study '\(study)' asks for \(asked) and will miss \(missed == 1 ? "it" : "them") until it is "
                + "run again."
        }
        return text
    }

    private var rows: Table {
        var table = Table(columns: [
            .init("action"), .init("run"), .init("study"), .init("step"), .init("seed"),
            .init("bytes", for: .programs), .init("size", for: .people), .init("asked_by", "asked for by"),
        ])
        for (action, runs) in [("remove", removal.going), ("keep", removal.staying)] {
            for run in runs {
                // As the study that goes calls it, where one does.
                let name = run.asking.first { removal.studies.contains($0.study) } ?? run.asking.first
                table.append([
                    .text(action), .text(run.key), .text(name?.study), .text(name?.step),
                    .integer(name?.seed),
                    .integer(run.usage.bytes), .text(DiskUsage.text(run.usage.bytes)),
                    .list(Set(run.asking.map(\.study)).sorted()),
                ])
            }
        }
        return table
    }
}
