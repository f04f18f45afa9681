import ArgumentParser

/// Arguments as the parser knows them.
///
/// `--recipe.FIELD VALUE` becomes `--recipe-field=FIELD=VALUE`: fields are too many for flags of their own, and have the
/// names that `ablate recipe show` prints. `--flag -1` becomes `--flag=-1`, which the parser would take for a flag without
/// a value. SQL that begins with a comment gets a line break before it, for the parser would take it for a flag too.
package enum CommandArguments {
    package static func rewritten(_ arguments: [String]) -> [String] {
        let prefix = "--recipe."
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            if isText(argument) {
                result.append("\n" + argument)
                continue
            }
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
            } else if let value = rest.first, !isFlag(value) {
                rest.removeFirst()
                result.append("--recipe-field=\(field)=\(value)")
            } else {
                result.append("--recipe-field=\(field)")
            }
        }
        return result
    }

    /// Why the parser refuses a command line, which is not carried out; `nil` where it does not.
    package static func refusal(of arguments: [String]) -> String? {
        do {
            _ = try RootCommand.parseAsRoot(rewritten(arguments))
            return nil
        } catch {
            return RootCommand.exitCode(for: error).isSuccess ? nil : RootCommand.message(for: error)
        }
    }

    /// `-- the best runs⏎SELECT …`: no flag has white space in it before its value.
    private static func isText(_ argument: String) -> Bool {
        guard argument.hasPrefix("-") else { return false }
        return argument.prefix { $0 != "=" }.contains(where: \.isWhitespace)
    }

    private static func isFlag(_ argument: String) -> Bool {
        argument.hasPrefix("-") && Double(argument) == nil
    }
}
