import AblateRunner
import AblateWords

/// Commands of this program as users can type them.
package enum TypedCommand {
    /// Arguments of this process, its own name first, with other seeds.
    package static func again(_ arguments: [String], seeds: [Int]) -> String {
        var kept: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--seeds" {
                _ = rest.popFirst()
            } else if !argument.hasPrefix("--seeds=") {
                kept.append(argument)
            }
        }
        return (kept.map(quoted) + ["--seeds", text(seeds)]).joined(separator: " ")
    }

    /// Goes on with a study that was found in a database, with these seeds.
    ///
    /// - Parameter dataFolder: of the data set, where it is known; a folder of images has no usual place.
    package static func run(_ study: StudyManifest, seeds: [Int], dataFolder: String?) -> String {
        var parts = [Program.name, "run", quoted(study.name)]
        // A preset's name means all of its rows.
        if let preset = Catalogue.current.studies.first(where: { $0.name == study.name }) {
            let ids = study.steps.map(\.id)
            if Set(ids) != Set(preset.rowIDs) { parts += ["--steps", quoted(ids.joined(separator: ","))] }
        }
        parts += ["--seeds", text(seeds)]
        if let dataFolder {
            parts += ["--data", quoted(dataFolder)]
        } else if study.data.dataset == "image-folder" {
            parts += ["--data", "FOLDER"]
        }
        return parts.joined(separator: " ")
    }

    /// A number for the first so many, else each.
    private static func text(_ seeds: [Int]) -> String {
        seeds == Array(0..<seeds.count) ? "\(seeds.count)" : seeds.map(String.init).joined(separator: ",")
    }

    /// As a POSIX shell reads it back.
    package static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "_@%+=:,./-".unicodeScalars.contains(scalar)
            }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
