import AblateResults
import AblateTables
import Foundation

extension Table {
    /// The answer to a query: columns under their SQL names, blobs as hexadecimal text.
    ///
    /// For people a column shows as many decimals as what it holds deserves; one of an unknown kind as many as six
    /// significant digits need.
    package init(_ result: QueryResult) {
        let decimals = result.columns.enumerated().map { index, column in
            let needed = result.rows.reduce(0) { max($0, $1[index].neededDecimals) }
            return min(needed, Self.decimals(ofColumn: column, result.rows.map { $0[index].real }))
        }
        self.init(columns: Self.unique(result.columns).map { Column($0) })
        for row in result.rows {
            append(zip(row, decimals).map { value, decimals in value.cell(decimals: decimals) })
        }
    }

    /// The most decimals that a column of this name is shown with: hundredths of a point of accuracy, which is a
    /// fraction of 1 here, tenths of a second.
    private static func decimals(ofColumn name: String, _ values: [Double?]) -> Int {
        let largest = values.reduce(0) { max($0, abs($1 ?? 0)) }
        func holds(_ parts: String...) -> Bool { parts.contains { name.contains($0) } }
        if name == "p" || name.hasSuffix("_p") || holds("_p_", "loss") { return 4 }
        if holds("top1", "delta", "accuracy") { return 4 }
        if holds("images_per_second", "seconds") { return largest < 10 ? 2 : largest < 1000 ? 1 : 0 }
        if holds("gmacs") { return 2 }
        return 6
    }

    /// A second column of one name is called `name:1` as SQLite itself does, so that no JSON key is lost.
    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.map { name in
            var candidate = name
            var number = 1
            while !seen.insert(candidate).inserted {
                candidate = "\(name):\(number)"
                number += 1
            }
            return candidate
        }
    }
}

extension QueryResult.Value {
    /// Of a number.
    fileprivate var real: Double? {
        switch self {
        case .real(let real): real
        case .integer(let integer): Double(integer)
        case .null, .text, .blob: nil
        }
    }

    fileprivate func cell(decimals: Int) -> Table.Value {
        switch self {
        case .null: .missing
        case .integer(let integer): .integer(integer)
        case .real(let real): .real(real, decimals: decimals)
        case .text(let text): .text(text)
        case .blob(let data): .text(data.map { String(format: "%02x", $0) }.joined())
        }
    }

    /// Digits after the point that six significant ones take, trailing zeros left out; 6 at most, beyond which a
    /// number is shown with an exponent.
    fileprivate var neededDecimals: Int {
        guard case .real(let real) = self, real.isFinite, real != 0 else { return 0 }
        let exponent = Int(log10(abs(real)).rounded(.down))
        var decimals = min(max(0, 5 - exponent), 6)
        // The digits as a whole number, which has at most seven of them unless there are no decimals.
        var digits = (abs(real) * pow(10, Double(decimals))).rounded()
        while decimals > 0 && digits.truncatingRemainder(dividingBy: 10) == 0 {
            digits /= 10
            decimals -= 1
        }
        return decimals
    }
}
