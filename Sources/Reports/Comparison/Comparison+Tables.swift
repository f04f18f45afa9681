import AblateArchitectures
import AblateStatistics
import AblateTables

extension Comparison {
    /// Field, before and after.
    static func table(of changes: [FieldChange]) -> Table {
        var table = Table(columns: [.init("field"), .init("a", "A"), .init("b", "B")])
        for change in changes {
            table.append([.text(change.field), .text(change.before), .text(change.after)])
        }
        return table
    }

    var groupTable: Table {
        var table = Table(columns: [
            .init("layers"), .init("a_macs", "MACs A"), .init("b_macs", "B"),
            .init("macs_difference", "B − A"),
            .init("a_parameters", "parameters A"), .init("b_parameters", "B"),
            .init("parameters_difference", "B − A"),
        ])
        func row(_ name: String, _ groups: [Group]) -> [Table.Value] {
            func sum(_ field: (Group) -> Int) -> Int { groups.reduce(0) { $0 + field($1) } }
            let (macs, parameters) = (
                (sum(\.firstMACs), sum(\.secondMACs)), (sum(\.firstParameters), sum(\.secondParameters))
            )
            return [
                .text(name), .integer(macs.0), .integer(macs.1), .integer(macs.1 - macs.0),
                .integer(parameters.0), .integer(parameters.1), .integer(parameters.1 - parameters.0),
            ]
        }
        for group in groups { table.append(row(group.name, [group])) }
        table.setTotal(row("total", groups))
        return table
    }

    /// A row a seed; what CSV holds.
    var pairTable: Table {
        var table = Table(columns: [
            .init("seed"), .init("a_run", for: .programs), .init("b_run", for: .programs),
            .init("a_top1", "top-1 % A"), .init("b_top1", "B"), .init("difference", "B − A"),
            .init("a_only_right", "only A right"), .init("b_only_right", "only B right"),
            .init("mcnemar_p", "McNemar p"),
        ])
        for pair in pairs {
            table.append([
                .integer(pair.seed), .text(pair.first?.identitySHA256), .text(pair.second?.identitySHA256),
                Self.cell(pair.first), Self.cell(pair.second), .fraction(pair.difference, decimals: 2),
                .integer(pair.mcNemar?.onlyOursRight), .integer(pair.mcNemar?.onlyTheirsRight),
                .real(pair.mcNemar?.pValue.value, decimals: 4),
            ])
        }
        // All three over the seeds that both completed, else their difference would not be the third.
        if pairs.count > 1, !differences.isEmpty {
            let both = pairs.filter { $0.difference != nil }
            table.setTotal([
                .text("mean (n = \(both.count))"), .missing, .missing,
                .fraction(Summary(both.compactMap { $0.first?.top1 }).mean, decimals: 2),
                .fraction(Summary(both.compactMap { $0.second?.top1 }).mean, decimals: 2),
                .fraction(Summary(differences).mean, decimals: 2), .missing, .missing, .missing,
            ])
        }
        return table
    }

    /// The accuracy, or why there is none.
    private static func cell(_ run: RunRecord?) -> Table.Value {
        guard let run else { return .missing }
        return run.top1.map { .fraction($0, decimals: 2) } ?? .text(run.status)
    }

    /// - Parameter limit: rows at most: the first, the last and some evenly between; `nil` for all.
    func epochTable(limit: Int?) -> Table {
        var table = Table(columns: [
            .init("epoch"), .init("a_train_loss", "train loss A"), .init("b_train_loss", "B"),
            .init("a_test_loss", "test loss A"), .init("b_test_loss", "B"), .init("a_top1", "top-1 % A"),
            .init("b_top1", "B"),
        ])
        let all = epochs
        var chosen = Array(all.indices)
        if let limit, all.count > limit {
            chosen = (0..<limit).map { $0 * (all.count - 1) / (limit - 1) }
        }
        for index in chosen {
            let (epoch, a, b) = (all[index].epoch, all[index].first, all[index].second)
            table.append([
                .integer(epoch), .real(a.trainLoss, decimals: 3), .real(b.trainLoss, decimals: 3),
                .real(a.testLoss, decimals: 3), .real(b.testLoss, decimals: 3),
                .fraction(a.top1, decimals: 2),
                .fraction(b.top1, decimals: 2),
            ])
        }
        return table
    }
}

extension StudyComparison {
    /// A row a step that both have; what CSV holds.
    var stepTable: Table {
        var table = Table(columns: [
            .init("step"), .init("a_macs", "MACs A"), .init("b_macs", "B"), .init("a_top1_mean", "top-1 % A"),
            .init("a_n", "n"), .init("b_top1_mean", "B"), .init("b_n", "n"),
            .init("difference_mean", "B − A"),
            .init("difference_sd", "sd"), .init("pairs"), .init("changes"),
        ])
        for step in steps {
            let difference = Summary(step.differences)
            table.append([
                .text(step.id), .integer(step.firstMACs), .integer(step.secondMACs),
                .fraction(step.firstTop1.mean, decimals: 2), .integer(step.firstTop1.n),
                .fraction(step.secondTop1.mean, decimals: 2), .integer(step.secondTop1.n),
                .fraction(difference.mean, decimals: 2), .fraction(difference.standardDeviation, decimals: 2),
                .integer(difference.n), .list(step.changes.map(\.description)),
            ])
        }
        return table
    }
}
