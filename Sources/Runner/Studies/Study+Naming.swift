import AblateRuns
import AblateWords

extension Study {
    /// The study with a list of what was changed of `preset`: `flag=value` for each difference in the order of the
    /// flags.
    ///
    /// Steps and seeds are no part of it: they say how much of the study is run, not what it is.
    package func changed(from preset: Study) -> Study {
        let flags = zip(settings, preset.settings).filter { $0.value != $1.value }.map(\.0)
        var result = self
        let fields = fieldChanges(from: preset).map { "recipe." + $0 }
        result.changes = preset.changes + flags.map(\.text) + fields
        result.changeWords = preset.changeWords + flags.map(\.text) + fieldWords(from: preset)
        return result
    }

    /// The study by a recipe that has a name, as one change.
    package func with(_ recipe: Recipe, called name: String) -> Study {
        guard recipe != self.recipe else { return self }
        var result = self
        result.recipe = recipe
        result.changes.append("recipe=\(name)")
        result.changeWords.append("recipe=\(name)")
        return result
    }

    /// Of the recipe, as `FIELD=value`, what no flag of its own changes.
    private func fieldChanges(from preset: Study) -> [String] {
        recipe.changes(from: preset.recipe).filter { change in
            !Recipe.flagged.contains { change.hasPrefix($0.path + "=") }
        }
    }

    /// The same with a part that was added as it comes in one word: `randomErasing`.
    private func fieldWords(from preset: Study) -> [String] {
        let parts = recipe.partsAdded(to: preset.recipe)
        let others = fieldChanges(from: preset).filter { change in
            !parts.contains { change.hasPrefix($0 + ".") }
        }
        return (parts + others).sorted().map { word in
            let prefix = "augmentation."
            return word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : word
        }
    }

    /// One choice as the command line spells it.
    private struct Setting {
        var flag: String
        var value: String
        /// The whole text where it is not `flag=value`.
        var word: String?
        var text: String { word ?? "\(flag)=\(value)" }

        init(_ flag: String, _ value: some CustomStringConvertible, word: String? = nil) {
            self.flag = flag
            self.value = value.description
            self.word = word
        }
    }

    /// Every choice that a flag can change, in the order of the flags. Names hold it, so it stays.
    private var settings: [Setting] {
        let ofRecipe = Recipe.flagged.map(setting)
        let ofData = [
            Setting("train-images", trainImages.map(String.init) ?? "all"),
            Setting("test-images", testImages.map(String.init) ?? "all"),
            // The regime's own side is no change of its own.
            Setting("image-side", resolvedImageSide == regime.input.height ? "own" : "\(resolvedImageSide)"),
            Setting("held-out", heldOut, word: heldOut ? "held-out" : "test-set"),
        ]
        // The first of the recipe is its epochs.
        return [Setting("regime", regime.id), Setting("dataset", dataset)]
            + ofRecipe.prefix(1) + ofData + ofRecipe.dropFirst()
    }

    private func setting(_ field: RecipeField) -> Setting {
        let value = recipe.value(field.path)
        guard case .truth(let isOn) = value else {
            return Setting(field.flagName, field.text(of: value))
        }
        return Setting(field.flagName, value.text, word: isOn ? field.flagName : field.flagNameOff)
    }
}
