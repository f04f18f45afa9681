import AblateArchitectures

extension Reference {
    /// A reference whose rows are given as CSV: a head `id,top1,sd,seeds,gmacs`, then a line a row. `top1` is in per
    /// cent, `sd` in points and empty where none is printed, `gmacs` in 10⁹ multiply–accumulates.
    ///
    /// - Throws: ``ReferenceError`` about the first line that is wrong.
    public init(
        _ title: String, of roadmap: String, noun: String = "reference", citation: String,
        caveats: [String] = [], regime: Regime,
        alsoFor mimics: [Regime] = [], csv: String
    ) throws(ReferenceError) {
        // To Swift "\r\n" is one character. Empty text is one empty line.
        let lines = csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard Self.cells(lines[0]) == Self.columns else {
            throw .head(
                title, expected: Self.columns.joined(separator: ","),
                found: csv.isEmpty ? nil : String(lines[0]))
        }
        var rows: [Row] = []
        for (index, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
            let row = try Self.row(Self.cells(line), title, line: index + 1)
            if rows.contains(where: { $0.id == row.id }) {
                throw .repeated(title, line: index + 1, id: row.id)
            }
            rows.append(row)
        }
        if rows.isEmpty { throw .empty(title) }
        self.init(
            title, of: roadmap, noun: noun, citation: citation, caveats: caveats, regime: regime,
            alsoFor: mimics,
            rows: rows)
    }

    private static let columns = ["id", "top1", "sd", "seeds", "gmacs"]

    /// No cell holds a comma: ids are kebab-case, the others are numbers.
    private static func cells(_ line: some StringProtocol) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
            String(cell.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
    }

    private static func row(_ cells: [String], _ title: String, line: Int) throws(ReferenceError) -> Row {
        guard cells.count == columns.count else {
            throw .cells(title, line: line, expected: columns.count, found: cells.count)
        }
        func number(_ column: Int, _ expected: String, _ isValid: (Double) -> Bool) throws(ReferenceError)
            -> Double
        {
            guard let value = Double(cells[column]), value.isFinite, isValid(value) else {
                throw .value(
                    title, line: line, column: columns[column], expected: expected, found: cells[column])
            }
            return value
        }
        guard !cells[0].isEmpty else {
            throw .value(title, line: line, column: "id", expected: "a step's id", found: "")
        }
        let top1 = try number(1, "from 0 to 100") { (0...100).contains($0) }
        let sd = cells[2].isEmpty ? nil : try number(2, "0 or more, or nothing") { $0 >= 0 }
        let seeds = try number(3, "a whole number of 1 or more") { $0 >= 1 && $0 == $0.rounded() && $0 < 1e6 }
        let gmacs = try number(4, "0 or more") { $0 >= 0 && $0 < 1e9 }
        return Row(cells[0], cells[0], top1: top1, sd: sd, seeds: Int(seeds), gmacs: gmacs)
    }
}

/// Why a reference's CSV means nothing, as a sentence.
public enum ReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    case head(String, expected: String, found: String?)
    case cells(String, line: Int, expected: Int, found: Int)
    case value(String, line: Int, column: String, expected: String, found: String)
    case repeated(String, line: Int, id: String)
    case empty(String)

    /// The sentence.
    public var description: String {
        switch self {
        case .head(let title, let expected, let found):
            "The reference '\(title)' must begin with the line '\(expected)', but "
                + (found.map { $0.isEmpty ? "its first line is empty." : "begins with '\($0)'." }
                    ?? "is empty.")
        case .cells(let title, let line, let expected, let found):
            "Line \(line) of the reference '\(title)' must have \(expected) values separated by commas, but has "
                + "\(found)."
        case .value(let title, let line, let column, let expected, let found):
            "In line \(line) of the reference '\(title)' \(column) must be \(expected), but is '\(found)'."
        case .repeated(let title, let line, let id):
            "Line \(line) of the reference '\(title)' has the row '\(id)' once more; leave one of them out."
        case .empty(let title): "The reference '\(title)' has no row below its first line."
        }
    }
}
