import Architectures

extension PaperTable {
    /// What the paper prints for each row of the roadmap, by id; fractions of 1. The first row is another network in
    /// each regime and has another name, but the same place: it goes by the names that all regimes have for it.
    public var accuracies: [String: Double] {
        var accuracies = Dictionary(rows.map { ($0.id, $0.top1Mean) }) { first, _ in first }
        for other in Regime.all where accuracies[other.baselineID] == nil {
            accuracies[other.baselineID] = accuracies[regime.baselineID]
        }
        return accuracies
    }

    /// Of consecutive rows up to the adopted kernel and from there on, kernel 5 → 7 among them; the larger kernels,
    /// which nothing builds on, are left out.
    public var consecutiveDifferences: [Double] {
        let adopted = Roadmap.convNeXt(regime).variants.last { $0.id.hasPrefix("kernel-") && !$0.isBranch }
        let passedOver = Roadmap.convNeXt(regime).variants.filter {
            $0.isBranch && $0.position > adopted?.position ?? 0
        }.map(\.id)
        let kept = rows.filter { !passedOver.contains($0.id) }
        return zip(kept, kept.dropFirst()).map { $1.top1Mean - $0.top1Mean }
    }
}
