/// `--recipe.FIELD VALUE` as the parser knows it: `--recipe-field FIELD=VALUE`. Fields are too many for flags of their
/// own, and have the names that `ablate recipe show` prints.
package enum RecipeFieldArguments {
    package static func rewritten(_ arguments: [String]) -> [String] {
        let prefix = "--recipe."
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            guard argument.hasPrefix(prefix) else {
                result.append(argument)
                continue
            }
            let field = String(argument.dropFirst(prefix.count))
            if field.contains("=") {
                result.append("--recipe-field=\(field)")
            } else if let value = rest.popFirst() {
                result.append("--recipe-field=\(field)=\(value)")
            } else {
                result.append("--recipe-field=\(field)")
            }
        }
        return result
    }
}
