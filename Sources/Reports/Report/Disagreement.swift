import AblateDatasets
import AblateStatistics
import AblateWords

/// On which test images two steps part.
package struct Disagreement: Sendable {
    package let first: String
    package let second: String
    /// A row a seed that both completed and recorded, ascending.
    package let pairs: [Pair]
    /// Images that only the first gets right, in every pair; the numbers of those that are shown come first.
    package let firstOnly: [Int]
    /// Images that only the second gets right, in every pair.
    package let secondOnly: [Int]
    /// Of both lists, those to be looked at; the reason where there are none.
    package let pictures: Result<Pictures, TestImages.Absence>

    package struct Pair: Sendable {
        package let seed: Int
        package let test: McNemarTest
    }

    package struct Pictures: Sendable {
        package let firstOnly: [Picture]
        package let secondOnly: [Picture]
    }

    package struct Picture: Sendable {
        /// Index among the study's test images.
        package let image: Int
        package let className: String
        package let pixels: ByteImage
    }

    /// Why there is none, as a sentence.
    package enum Absence: Error, Hashable, Sendable, CustomStringConvertible {
        case fewerThanTwoSteps
        case noCommonSeed(String, String)

        package var description: String {
            switch self {
            case .fewerThanTwoSteps:
                "Fewer than two steps have completed runs, so there is nothing to compare."
            case .noCommonSeed(let first, let second):
                "No seed is completed by both `\(first)` and `\(second)` with its test images recorded."
            }
        }
    }

    /// Of each list, how many pictures are shown.
    static let shownPictures = 12

    /// - Throws: ``ReportError`` about a step that is named.
    static func between(
        _ first: String?, _ second: String?, of steps: [ReportStep], in study: String,
        _ bitmaps: TestBitmaps, images: Result<TestImages, TestImages.Absence>
    ) throws -> Result<Disagreement, Absence> {
        func named(_ id: String) throws -> ReportStep {
            if let step = steps.first(where: { $0.id == id }) { return step }
            throw ReportError.unknownStep(
                id, study: study, nearest: NearestNames.sentence(id, among: steps.map(\.id)))
        }
        let measured = steps.filter { $0.n > 0 && !$0.isPeer }
        let a =
            try first.map(named) ?? measured.first {
                $0.id != second && $0.position >= steps.baseline?.position ?? 0
            }
            ?? measured.first { $0.id != second }
        let b =
            try second.map(named) ?? measured.last { !$0.isBranch && $0.id != a?.id }
            ?? measured.last { $0.id != a?.id }
        guard let a, let b else { return .failure(.fewerThanTwoSteps) }
        if a.id == b.id { throw ReportError.sameStep(a.id) }
        return Disagreement(a, b, bitmaps, images).map { .success($0) }
            ?? .failure(.noCommonSeed(a.id, b.id))
    }

    private init?(
        _ first: ReportStep, _ second: ReportStep, _ bitmaps: TestBitmaps,
        _ images: Result<TestImages, TestImages.Absence>
    ) {
        guard let count = bitmaps.images else { return nil }
        let theirs = Set(bitmaps.seeds(of: second))
        let seeds = bitmaps.seeds(of: first).filter(theirs.contains)
        pairs = seeds.compactMap { seed in
            guard let a = bitmaps.correct(first, seed: seed), let b = bitmaps.correct(second, seed: seed),
                let test = try? McNemarTest(ours: a, theirs: b, images: count)
            else { return nil }
            return Pair(seed: seed, test: test)
        }
        if pairs.isEmpty { return nil }
        self.first = first.id
        self.second = second.id
        let (a, b) = (
            bitmaps.rightCounts(of: first, seeds: seeds), bitmaps.rightCounts(of: second, seeds: seeds)
        )
        let firstOnly = (0..<count).filter { a[$0] == seeds.count && b[$0] == 0 }
        let secondOnly = (0..<count).filter { a[$0] == 0 && b[$0] == seeds.count }
        self.firstOnly = firstOnly
        self.secondOnly = secondOnly
        pictures = images.flatMap { images in
            guard images.labels.count == count else { return .failure(.otherImages) }
            func pictures(_ list: [Int]) throws -> [Picture] {
                try Self.spread(list).map {
                    Picture(
                        image: $0, className: images.classNames[images.labels[$0]],
                        pixels: try images.picture($0))
                }
            }
            do {
                return .success(
                    Pictures(firstOnly: try pictures(firstOnly), secondOnly: try pictures(secondOnly)))
            } catch {
                return .failure(.notFound(reason: "\(error)"))
            }
        }
    }

    /// Evenly over the list, so that nobody picks.
    private static func spread(_ list: [Int]) -> [Int] {
        guard list.count > shownPictures else { return list }
        return (0..<shownPictures).map { list[$0 * list.count / shownPictures] }
    }
}
