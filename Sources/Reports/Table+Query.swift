import Foundation
import Results

extension Table {
    /// The answer to a query: columns under their SQL names, blobs as hexadecimal text.
    ///
    /// For people a column shows as many decimals as its values need for six significant digits.
    public init(_ result: QueryResult) {
        let decimals = result.columns.indices.map { column in
            result.rows.reduce(0) { max($0, $1[column].neededDecimals) }
        }
        self.init(columns: Self.unique(result.columns).map { Column($0) })
        for row in result.rows {
            append(zip(row, decimals).map { value, decimals in value.cell(decimals: decimals) })
        }
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
    fileprivate func cell(decimals: Int) -> Table.Value {
        switch self {
        case .null: .missing
        case .integer(let integer): .integer(integer)
        case .real(let real): .real(real, decimals: decimals)
        case .text(let text): .text(text)
        case .blob(let data): .text(data.map { String(format: "%02x", $0) }.joined())
        }
    }

    /// Digits after the point that six significant ones take, trailing zeros left out; 12 at most.
    fileprivate var neededDecimals: Int {
        guard case .real(let real) = self, real.isFinite, real != 0 else { return 0 }
        let exponent = Int(log10(abs(real)).rounded(.down))
        var decimals = min(max(0, 5 - exponent), 12)
        // The digits as a whole number, which has at most seven of them unless there are no decimals.
        var digits = (abs(real) * pow(10, Double(decimals))).rounded()
        while decimals > 0 && digits.truncatingRemainder(dividingBy: 10) == 0 {
            digits /= 10
            decimals -= 1
        }
        return decimals
    }
}
