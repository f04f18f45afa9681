import Foundation

/// Which test images each completed run got right, by step and seed.
struct TestBitmaps: Sendable {
    /// By the step's position, ascending by seed.
    private let bitmaps: [Int: [(seed: Int, correct: Data)]]
    /// `nil` where no run recorded any, or not all recorded equally many.
    let images: Int?

    init(_ records: ReportRecords) {
        let runs = records.runs.mapValues { $0.filter { $0.status == "completed" && $0.correct != nil } }
        let counts = Set(runs.values.flatMap { $0.map(\.images) })
        images = counts.count == 1 ? counts.first : nil
        bitmaps = runs.mapValues { runs in
            runs.compactMap { run in run.correct.map { (run.seed, $0) } }
        }
    }

    func seeds(of step: ReportStep) -> [Int] { (bitmaps[step.position] ?? []).map(\.seed) }

    func correct(_ step: ReportStep, seed: Int) -> Data? {
        bitmaps[step.position]?.first { $0.seed == seed }?.correct
    }

    /// By image, in how many of the runs of these seeds it was right.
    func rightCounts(of step: ReportStep, seeds: [Int]) -> [Int] {
        guard let images else { return [] }
        var counts = [Int](repeating: 0, count: images)
        for seed in seeds {
            guard let bitmap = correct(step, seed: seed) else { continue }
            bitmap.withUnsafeBytes { bytes in
                for image in 0..<min(images, bytes.count * 8) {
                    counts[image] += Int(bytes[image / 8] >> (image % 8) & 1)
                }
            }
        }
        return counts
    }
}
