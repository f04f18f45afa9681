/// Seeds as people write them: how many (`5` for 0 to 4), or which (`3,7`, `0-4`, `0-2,7`).
package enum SeedList {
    /// Why a text is no list of seeds, as the end of a sentence.
    package enum Problem: Error, Hashable, CustomStringConvertible {
        case empty
        case notANumber(String)
        case negative(String)
        case noSeed
        case tooLarge(String)
        case tooMany
        case reversed(String)
        case twice(Int)

        package var description: String {
            switch self {
            case .empty: "a place between commas is empty"
            case .notANumber(let part): "'\(part)' is neither a seed nor a range"
            case .negative(let part): "'\(part)' is negative"
            case .noSeed: "no seed is no study"
            case .tooLarge(let part): "'\(part)' is above \(SeedList.largest)"
            case .tooMany: "that is more than \(SeedList.most) seeds"
            case .reversed(let part): "the range '\(part)' runs backwards"
            case .twice(let seed): "seed \(seed) is named twice"
            }
        }
    }

    /// So that every reader of JSON and SQL has it exactly.
    package static let largest = 4_294_967_295
    /// Seeds of one study.
    package static let most = 10_000

    /// - Returns: ascending; at least one.
    package static func seeds(_ text: String) throws(Problem) -> [Int] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
        if parts.count == 1, !parts[0].dropFirst().contains("-") {
            let count = try number(parts[0])
            guard count > 0 else { throw .noSeed }
            guard count <= most else { throw .tooMany }
            return Array(0..<count)
        }
        var seeds: Set<Int> = []
        for part in parts {
            for seed in try range(part) {
                guard seeds.insert(seed).inserted else { throw .twice(seed) }
                guard seeds.count <= most else { throw .tooMany }
            }
        }
        return seeds.sorted()
    }

    /// The shortest text with these seeds: `0-2,7`.
    package static func text(_ seeds: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for seed in Set(seeds).sorted() {
            if let last = ranges.last, last.upperBound == seed - 1 {
                ranges[ranges.count - 1] = last.lowerBound...seed
            } else {
                ranges.append(seed...seed)
            }
        }
        return ranges.map { range in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        }.joined(separator: ",")
    }

    private static func range(_ part: String) throws(Problem) -> ClosedRange<Int> {
        guard let dash = part.dropFirst().firstIndex(of: "-") else {
            let seed = try number(part)
            return seed...seed
        }
        let first = try number(String(part[..<dash]))
        let last = try number(String(part[part.index(after: dash)...]))
        guard first <= last else { throw .reversed(part) }
        return first...last
    }

    private static func number(_ text: String) throws(Problem) -> Int {
        if text.isEmpty { throw .empty }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw .notANumber(text)
        }
        if text.hasPrefix("-") { throw .negative(text) }
        guard let number = Int(digits), number <= largest else { throw .tooLarge(text) }
        return number
    }

    private static func trimmed(_ part: Substring) -> String {
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
