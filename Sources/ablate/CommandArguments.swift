/// Arguments as the parser knows them.
///
/// `--recipe.FIELD VALUE` becomes `--recipe-field=FIELD=VALUE`: fields are too many for flags of their own, and have the
/// names that `ablate recipe show` prints. `--flag -1` becomes `--flag=-1`, which the parser would take for a flag without
/// a value.
package enum CommandArguments {
    package static func rewritten(_ arguments: [String]) -> [String] {
        let prefix = "--recipe."
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            guard argument.hasPrefix(prefix) else {
                if let flag = result.last, flag.hasPrefix("--"), !flag.contains("="),
                    argument.hasPrefix("-"), argument.dropFirst().first?.isNumber == true
                {
                    result[result.count - 1] += "=" + argument
                } else {
                    result.append(argument)
                }
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
