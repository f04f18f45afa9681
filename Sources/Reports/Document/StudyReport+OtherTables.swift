import AblateStatistics
import AblateTables
import AblateWords

extension DifferenceAgreement {
    /// A row a statistic, over adopted steps.
    func table(ceiling: PaperRegimes.Ceiling?, noun: String = "paper") -> Table {
        let hasReason = spearman.reason != nil || kendall.reason != nil
        var table = Table(columns: [
            .init("statistic"), .init("n"), .init("value"), .init("lower", "95 % from"), .init("upper", "to"),
            .init("p"), .init("under_noise", "under noise alone"), .init("under_noise_lower", "from"),
            .init("under_noise_upper", "to"),
            .init("paper_regimes", "\(noun)'s two regimes", for: ceiling == nil ? .programs : .everyone),
            .init("reason", "not computed because", for: hasReason ? .everyone : .programs),
        ])
        func number(_ value: Double?) -> Table.Value {
            StudyReport.written(value, value.map { Units.significant($0) })
        }
        let n = points.count { !$0.isBranch }
        if let signs = signs.value {
            let interval = signs.interval()
            table.append([
                .text("same sign, share"), .integer(signs.n),
                .written(Double(signs.agreeing) / Double(signs.n), "\(signs.agreeing) of \(signs.n)"),
                number(interval.lower), number(interval.upper),
                .written(signs.pValue.value, Units.p(signs.pValue.value)), .missing, .missing, .missing,
                StudyReport.written(
                    ceiling.map { Double($0.signs.agreeing) / Double($0.signs.n) },
                    ceiling.map { "\($0.signs.agreeing) of \($0.signs.n)" }), .missing,
            ])
        }
        for (name, correlation, paper) in [
            ("Spearman's ρ", spearman, ceiling?.spearman), ("Kendall's τ", kendall, ceiling?.kendall),
        ] {
            let (interval, noise) = (correlation.interval.value, correlation.underNoise.value)
            table.append([
                .text(name), .integer(n), number(correlation.coefficient.value), number(interval?.lower),
                number(interval?.upper),
                StudyReport.written(
                    correlation.pValue?.value, correlation.pValue.map { Units.p($0.value) }),
                number(noise?.expected), number(noise?.range.lower), number(noise?.range.upper),
                number(paper),
                .text(correlation.reason),
            ])
        }
        return table
    }

    /// For people, who need no column of what is not computed.
    func readableTable(ceiling: PaperRegimes.Ceiling?, noun: String) -> Table {
        let table = table(ceiling: ceiling)
        return [spearman, kendall].contains { $0.underNoise.value != nil }
            ? table : table.without(["under_noise", "under_noise_lower", "under_noise_upper"])
    }

    /// A row a step.
    func pointTable(theirs: String) -> Table {
        var table = Table(columns: [
            .init("step"), .init("ours", "ours [95 %]"), .init("theirs", "\(theirs) [95 %]"),
        ])
        for point in points {
            table.append([
                .text(point.isBranch ? "(\(point.id))" : point.id),
                .written(point.ours, StudyReport.text(point.ours, point.ourInterval)),
                .written(point.theirs, StudyReport.text(point.theirs, point.theirInterval)),
            ])
        }
        return table
    }
}

extension DifferenceAgreement.Correlation {
    /// Why something of it is missing; `nil` when all is there.
    fileprivate var reason: String? {
        if case .failure(let error) = coefficient { return "\(error)" }
        if case .failure(let error) = interval { return "Interval: \(error)" }
        if case .failure = underNoise { return "Noise: a standard error is not known for every step." }
        return nil
    }
}

extension CostComparison {
    /// A row a step: what it costs and whether it is on the front of each currency.
    var table: Table {
        var columns: [Table.Column] = [
            .init("step_text", "step", for: .people), .init("step", for: .programs),
            .init("branch", for: .programs), .init("top1_mean", "top-1 %"),
            .init("macs_text", "MACs", for: .people), .init("macs", for: .programs),
            .init("parameters_text", "params", for: .people), .init("parameters", for: .programs),
            .init("seconds_mean", "seconds a run"),
            .init("images_per_second_mean", "images/s"),
            .init("training_gmacs_per_second", "training GMAC/s"),
        ]
        for currency in Currency.allCases {
            columns.append(
                .init(
                    "front_\(currency.key)_text", "on the front by \(currency.title)", for: .people))
            columns.append(.init("front_\(currency.key)", for: .programs))
            columns.append(.init("front_share_\(currency.key)", for: .programs))
        }
        var table = Table(columns: columns)
        for point in points {
            let fronts = Currency.allCases.flatMap { currency -> [Table.Value] in
                guard let isMember = point.isOnFront[currency] else {
                    return [.missing, .missing, .missing]
                }
                let share = point.frontShare[currency]
                let text =
                    (isMember ? "yes" : "no")
                    + (share.map { ", \(Points.unsigned($0, decimals: 0)) %" } ?? "")
                return [
                    .written(share ?? (isMember ? 1 : 0), text), .truth(isMember), .real(share, decimals: 2),
                ]
            }
            table.append(
                [
                    .text(point.isBranch ? "(\(point.id))" : point.id), .text(point.id),
                    .truth(point.isBranch), .fraction(point.top1Mean, decimals: 2),
                    .written(Double(point.macs), Units.count(point.macs)), .integer(point.macs),
                    .written(Double(point.parameters), Units.count(point.parameters)),
                    .integer(point.parameters),
                    .real(point.seconds, decimals: 1), .real(point.imagesPerSecond, decimals: 0),
                    .real(point.trainingGMACsPerSecond, decimals: 1),
                ] + fronts)
        }
        return table
    }
}

extension CostComparison.Currency {
    var key: String {
        switch self {
        case .macs: "macs"
        case .parameters: "parameters"
        case .seconds: "seconds"
        case .secondsPerImage: "images_per_second"
        }
    }

    var title: String {
        switch self {
        case .macs: "MACs"
        case .parameters: "params"
        case .seconds: "seconds"
        case .secondsPerImage: "images/s"
        }
    }
}

extension CostComparison.Budgets {
    /// A row a step; programs get the budgets in each.
    var table: Table {
        var table = Table(columns: [
            .init("step_text", "step", for: .people), .init("step", for: .programs),
            .init("branch", for: .programs), .init("budget_epochs", for: .programs),
            .init("budget_training_macs", for: .programs), .init("budget_seconds", for: .programs),
            .init("top1_at_epochs", "top-1 % after \(Units.plural(epochs, "epoch"))"),
            .init("top1_at_macs", "after \(Units.count(trainingMACs)) training MACs"),
            .init("top1_at_seconds", "after \(Units.duration(seconds))"),
        ])
        for row in rows {
            table.append([
                .text(row.isBranch ? "(\(row.id))" : row.id), .text(row.id), .truth(row.isBranch),
                .integer(epochs), .real(trainingMACs, decimals: 0), .real(seconds, decimals: 1),
                .fraction(row.atEpochs, decimals: 2), .fraction(row.atMACs, decimals: 2),
                .fraction(row.atSeconds, decimals: 2),
            ])
        }
        return table
    }
}

extension ClassAccuracy {
    /// A row a step, a column a class; programs get them by the data set's names too.
    var table: Table {
        var table = Table(
            columns: [
                .init("step_text", "step", for: .people), .init("step", for: .programs),
                .init("branch", for: .programs), .init("n"),
            ] + classNames.enumerated().map { .init("class_\($0.offset)", $0.element) }
                + [.init("by_class", for: .programs)])
        for row in rows {
            table.append(
                [
                    .text(row.isBranch ? "(\(row.id))" : row.id), .text(row.id), .truth(row.isBranch),
                    .integer(row.n),
                ] + row.accuracy.map { .fraction($0, decimals: 1) }
                    + [.object(zip(classNames, row.accuracy).map { .init($0, $1 ?? .nan) })])
        }
        return table
    }

    /// A row a class: what the columns of the table above are, for programs.
    var classTable: Table {
        var table = Table(columns: [
            .init("class"), .init("label"), .init("name"), .init("test_images"), .init("reason"),
        ])
        for (label, name) in classNames.enumerated() {
            table.append([
                .text("class_\(label)"), .integer(label), .text(name), .integer(counts[label]),
                .text(counts[label] == 0 ? Self.reasonOfNone : nil),
            ])
        }
        return table
    }

    /// Why a class has no accuracy.
    private static let reasonOfNone = "No test image is of this class."
}

extension Disagreement {
    /// A row a seed.
    var table: Table {
        var table = Table(columns: [
            .init("a", for: .programs), .init("b", for: .programs), .init("seed"),
            .init("both_right", "both right"), .init("a_only_right", "only \(first)"),
            .init("b_only_right", "only \(second)"), .init("both_wrong", "both wrong"),
            .init("mcnemar_p", "McNemar p"),
        ])
        for pair in pairs {
            let test = pair.test
            table.append([
                .text(first), .text(second), .integer(pair.seed), .integer(test.bothRight),
                .integer(test.onlyOursRight), .integer(test.onlyTheirsRight), .integer(test.bothWrong),
                .written(test.pValue.value, Units.p(test.pValue.value)),
            ])
        }
        return table
    }
}

extension StudyReport {
    /// A row an epoch of a step.
    var curveTable: Table {
        var table = Table(columns: [
            .init("step"), .init("epoch"), .init("n"), .init("top1_mean", "top-1 %"),
            .init("top1_min", "least"), .init("top1_max", "most"), .init("train_loss_mean", "train loss"),
            .init("test_loss_mean", "test loss"), .init("seconds_mean", "seconds"),
        ])
        for step in steps {
            for epoch in step.curve.epochs {
                table.append([
                    .text(step.id), .integer(epoch.epoch), .integer(epoch.top1.n),
                    .fraction(epoch.top1.mean, decimals: 2), .fraction(epoch.top1.least, decimals: 2),
                    .fraction(epoch.top1.most, decimals: 2), .real(epoch.trainLoss?.mean, decimals: 3),
                    .real(epoch.testLoss?.mean, decimals: 3), .real(epoch.secondsMean, decimals: 1),
                ])
            }
        }
        return table
    }

    /// A row an attempt that failed or diverged.
    var failureTable: Table {
        var table = Table(columns: [
            .init("step"), .init("seed"), .init("attempt"), .init("status"), .init("reason"),
        ])
        for failure in account.failures {
            table.append([
                .text(failure.step), .integer(failure.seed), .integer(failure.attempt), .text(failure.status),
                .text(failure.reason),
            ])
        }
        return table
    }
}
