import AblateWords
import ArgumentParser

/// A command line that the parser refuses, in one sentence; the parser's own words come with a page of usage.
struct CommandLineMistake {
    /// The parser's, such as `Unknown option '--epoch'. Did you mean '--epochs'?`.
    let message: String
    /// The parser's words in full, which end with the command and have the flag's help.
    let fullMessage: String

    var sentence: String {
        if let match = message.wholeMatch(of: /Unexpected argument '(.*)'/.dotMatchesNewlines()) {
            return unexpected(String(match.1))
        }
        if message.firstMatch(of: /^\d+ unexpected arguments:/) != nil {
            let arguments = message.matches(of: /'([^']*)'/).map { String($0.1) }
            return "'\(command)' takes no arguments \(arguments.quoted(joinedBy: "and"))" + advice
        }
        if let match = message.firstMatch(of: /^Unknown option '(--?[^'=]*)/) {
            let flag = String(match.1)
            let ending = NearestNames.ending(flag, among: flags, atMost: 2, listing: listing)
            return "'\(command)' has no flag '\(flag)'" + ending
        }
        if let match = message.firstMatch(
            of: /^The value '(.*)' is invalid for '(--?[A-Za-z-]+)/.dotMatchesNewlines())
        {
            return invalid(String(match.1), String(match.2))
        }
        if let match = message.firstMatch(of: /^Missing value for '(--?[A-Za-z-]+)/) {
            return "\(match.1) needs a value" + help + advice
        }
        if let match = message.firstMatch(of: /^Missing expected argument '(.*)'/) {
            return "'\(command)' needs \(match.1)" + help + advice
        }
        return message + (message.hasSuffix(".") ? "" : ".") + " \(listing.capitalizedFirst)."
    }

    /// As typed, such as `ablate data show`.
    private var command: String {
        let match = fullMessage.firstMatch(of: /See '(.*) --help' for more information/)
        return match.map { String($0.1) } ?? Program.name
    }

    private var listing: String { "'\(command) --help' tells them all" }
    private var advice: String { "; '\(command) --help' tells more." }

    /// What the flag or argument is for, in parentheses.
    private var help: String {
        guard let match = fullMessage.firstMatch(of: /\nHelp: +\S+(?: <[^>]*>)? +(.*)/) else { return "" }
        var text = String(match.1)
        if text.hasSuffix(".") { text.removeLast() }
        return text.isEmpty ? "" : " (\(text.prefix(1).lowercased() + text.dropFirst()))"
    }

    private func unexpected(_ argument: String) -> String {
        let names = RootCommand.subcommandNames(of: command)
        if names.isEmpty { return "'\(command)' takes no argument '\(argument)'" + advice }
        return
            "There is no command '\(command.dropFirst(Program.name.count + 1) + (command == Program.name ? "" : " "))\(argument)'"
            + NearestNames.ending(argument, among: names, atMost: 2, listing: listing)
    }

    private func invalid(_ value: String, _ flag: String) -> String {
        guard let list = message.firstMatch(of: /Please provide one of (.*)\./) else {
            return "\(flag) cannot be '\(value)'" + help + advice
        }
        let values = list.1.matches(of: /'([^']*)'/).map { String($0.1) }
        return "\(flag) must be \(values.quoted(joinedBy: "or")), but is '\(value)'"
            + NearestNames.ending(value, among: values, atMost: 2)
    }

    /// The flags that the command's help tells.
    private var flags: [String] {
        RootCommand.command(named: command).map { type in
            RootCommand.helpMessage(for: type, columns: 200).split(separator: "\n")
                .filter { $0.hasPrefix("  -") }
                .flatMap { $0.prefix { $0 != "<" }.matches(of: /--[a-z][a-z-]*/).map { String($0.0) } }
        } ?? []
    }
}

extension RootCommand {
    /// - Parameter words: such as `ablate data show`.
    static func command(named words: String) -> ParsableCommand.Type? {
        var found: ParsableCommand.Type = RootCommand.self
        for word in words.split(separator: " ").dropFirst() {
            guard let next = found.configuration.subcommands.first(where: { $0._commandName == word })
            else { return nil }
            found = next
        }
        return found
    }

    /// Those that help lists; none for a command that does something itself.
    static func subcommandNames(of words: String) -> [String] {
        // Closures: key paths through a metatype crash the compiler (Swift 6.3.1).
        (command(named: words)?.configuration.subcommands ?? [])
            .filter { $0.configuration.shouldDisplay }.map { $0._commandName }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
