import AblateDatasets
import AblateResults
import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

/// What a shell offers for the names that only Ablate knows, some of them from the results folder on the line.
enum Completion {
    static let regimes = CompletionKind.list(Catalogue.current.regimes.map(\.id))
    static let recipes = CompletionKind.list(Catalogue.current.recipes.map(\.name))
    static let dataSets = CompletionKind.list(DataFormats.names)
    static let presets = CompletionKind.list(Catalogue.current.studies.map(\.name))

    /// Presets, and the studies in the results folder.
    static let studies = CompletionKind.custom { words, _, _ in
        unique(recordedStudies(words) + Catalogue.current.studies.map(\.name))
    }

    static let recorded = CompletionKind.custom { words, _, _ in recordedStudies(words) }

    static let step = CompletionKind.custom { words, _, _ in stepIDs(words) }

    /// Ids separated by commas, of which the last is completed.
    static let steps = CompletionKind.custom { words, index, prefix in
        // Some shells hand over the flag too: `--steps=a,b`.
        let typed = prefix.split(separator: "=", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let chosen = typed.split(separator: ",", omittingEmptySubsequences: false).dropLast().map(String.init)
        let before = chosen.map { $0 + "," }.joined()
        return stepIDs(words).filter { !chosen.contains($0) }.map { before + $0 }
    }

    /// What `compare` takes, but for runs.
    static let subjects = CompletionKind.custom { words, _, _ in
        unique(stepIDs(words) + recordedStudies(words))
    }

    static let queries = CompletionKind.list(SavedQuery.all.map(\.name))

    /// The parameters of the saved query on the line, else all there are.
    static let parameters = CompletionKind.custom { words, _, _ in
        let asked = words.compactMap(SavedQuery.named).first.map { [$0] } ?? SavedQuery.all
        return unique(asked.flatMap { $0.parameters.map { $0.name + "=" } })
    }

    private static func stepIDs(_ words: [String]) -> [String] {
        let folded = value(of: "--regime", in: words).map(NearestNames.folded)
        var study = Catalogue.current.studies[0]
        study.regime =
            Catalogue.current.regimes.first { NearestNames.folded($0.id) == folded } ?? study.regime
        return study.rowIDs
    }

    private static func recordedStudies(_ words: [String]) -> [String] {
        let folder = ResultsFolder(value(of: "--results", in: words) ?? ResultsOptions.defaultPath)
        return folder.manifests().values.map(\.name)
    }

    /// What stands behind a flag, or with it.
    private static func value(of flag: String, in words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            if word == flag, index + 1 < words.count {
                // Bash makes words of their own of equals signs.
                let next = words[index + 1] == "=" && index + 2 < words.count ? index + 2 : index + 1
                return unquoted(words[next])
            }
            if word.hasPrefix(flag + "=") { return unquoted(String(word.dropFirst(flag.count + 1))) }
        }
        return nil
    }

    /// Shells hand words over as they were typed.
    private static func unquoted(_ word: String) -> String {
        guard let quote = word.first, quote == "'" || quote == "\"", word.count > 1, word.last == quote else {
            return word.replacing("\\", with: "")
        }
        return String(word.dropFirst().dropLast())
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
