extension Design {
    /// Words that begin a design, in the order of a help text, each with what follows it.
    package static let forms = [
        "cumulative", "leave-one-out", "add-one-in", "groups", "equal-macs", "paths:N", "path:STEP,STEP…",
        "subset:STEP,STEP…", "pairs:STEP,STEP…", "factorial:STEP,STEP…", "inside:STEP",
    ]

    private static let words = Set(forms.map { String($0.prefix { $0 != ":" }) })

    /// Designs in a list separated by commas: `leave-one-out,factorial:gelu,layer-norm,groups` are three. What follows a
    /// design with steps is a step until the next word that begins a design.
    ///
    /// - Throws: ``DesignError`` for the first that is none.
    package static func designs(in list: String) throws(DesignError) -> [Design] {
        var texts: [String] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let part = String(part).trimmingSpaces
            let word = String(part.prefix { $0 != ":" && $0 != "@" })
            if words.contains(word) || texts.isEmpty {
                texts.append(part)
            } else if texts[texts.count - 1].contains(":"), !part.contains(":"),
                !texts[texts.count - 1].hasSuffix(othersSuffix)
            {
                texts[texts.count - 1] += "," + part
            } else {
                texts.append(part)
            }
        }
        var designs: [Design] = []
        for text in texts {
            let design = try Design(parsing: text)
            if !designs.contains(design) { designs.append(design) }
        }
        return designs
    }

    /// One design as ``description`` writes it.
    ///
    /// - Throws: ``DesignError`` where it is none.
    package init(parsing text: String) throws(DesignError) {
        let keepsOthers = text.hasSuffix(Self.othersSuffix)
        let body = keepsOthers ? String(text.dropLast(Self.othersSuffix.count)) : text
        let parts = body.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let argument = parts.count > 1 ? parts[1] : nil
        func bare(_ kind: Kind) throws(DesignError) -> Kind {
            if argument != nil || keepsOthers { throw .surplus(text, expected: parts[0]) }
            return kind
        }
        func steps(_ form: String, atLeast least: Int, _ kind: ([String]) -> Kind) throws(DesignError) -> Kind
        {
            let ids = (argument ?? "").split(separator: ",").map { String($0).trimmingSpaces }
            guard ids.count >= least, !ids.contains("") else { throw .tooFewSteps(text, form: form, least) }
            for (index, id) in ids.enumerated() where ids[..<index].contains(id) { throw .repeated(id, text) }
            return kind(ids)
        }
        let kind: Kind
        switch parts[0] {
        case "cumulative": kind = try bare(.cumulative)
        case "leave-one-out": kind = try bare(.leaveOneOut)
        case "add-one-in": kind = try bare(.addOneIn)
        case "groups": kind = try bare(.groups)
        case "equal-macs": kind = try bare(.equalMACs)
        case "paths":
            guard !keepsOthers, let argument, let count = Int(argument), (2...Self.mostPaths).contains(count),
                count.isMultiple(of: 2)
            else { throw .paths(text) }
            kind = .paths(count)
        case "path": kind = try steps("path:STEP,STEP…", atLeast: 1) { .path($0) }
        case "subset": kind = try steps("subset:STEP,STEP…", atLeast: 1) { .subset($0) }
        case "pairs": kind = try steps("pairs:STEP,STEP…", atLeast: 2) { .pairs($0) }
        case "factorial":
            kind = try steps("factorial:STEP,STEP…", atLeast: 2) { .factorial($0) }
            if case .factorial(let ids) = kind, ids.count > Self.mostFactorialSteps {
                throw .tooManySteps(text, ids.count)
            }
        case "inside":
            guard let argument, !argument.isEmpty, !argument.contains(",") else {
                throw .tooFewSteps(text, form: "inside:STEP", 1)
            }
            kind = .inside(argument)
        default: throw .unknown(text)
        }
        self.init(kind, keepsOthers: keepsOthers)
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
