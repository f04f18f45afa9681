import AblateRunner
import AblateTables
import AblateWords

extension StudyReport {
    /// Tables as a paper holds them, each in a float of its own: what the steps are worth and cost, then how the
    /// differences agree with the paper's and what accuracy costs.
    var latex: String {
        let title = "% Study \(manifest.name): \(manifest.title)".withVisibleControls
        var parts = [title, Table.latexRules]
        parts.append(paperTable.latexFloat(caption: paperCaption, label: "\(manifest.name)-steps"))
        for findings in spaces where findings.effects.contains(where: { $0.mean != nil }) {
            let space = findings.space.name.map { $0.isLetter || $0.isNumber ? "\($0)" : "-" }.joined()
            parts.append(
                effectTable(of: findings).latexFloat(
                    caption: caption(of: findings), label: "\(manifest.name)-effects-\(space)"))
        }
        for (key, name) in [("statistic", "agreement"), ("training_gmacs_per_second", "cost")] {
            for block in document.sections.flatMap(\.blocks) {
                guard case .table(let table, let caption, _) = block,
                    table.columns.contains(where: { $0.key == key }), !table.rows.isEmpty
                else { continue }
                parts.append(table.latexFloat(caption: caption, label: "\(manifest.name)-\(name)"))
            }
        }
        return parts.joined(separator: "\n\n")
    }

    /// A row a step and six columns, five without a paper.
    var paperTable: Table {
        let hasPaper = steps.contains { $0.paper?.difference != nil }
        var columns: [Table.Column] = [.init("step"), .init("top1", "top-1 %"), .init("delta", "difference")]
        if hasPaper { columns.append(.init("paper_delta", "\(noun)'s")) }
        var table = Table(columns: columns + [.init("macs", "MACs"), .init("parameters", "params")])
        for step in allSteps {
            let paper = step.paper
            let deviation = step.top1.standardDeviation.map { " ± " + Points.unsigned($0) } ?? ""
            let count = smallestN == largestN ? "" : " (\(step.n))"
            let top1 = step.top1.mean.map { Points.unsigned($0) + deviation + count }
            var row: [Table.Value] = [
                .text(step.label), Self.written(step.top1.mean, top1),
                Self.written(step.difference?.mean, Self.text(of: step.difference)),
            ]
            if hasPaper {
                let dagger = paper?.isDistinguishable == false ? " †" : ""
                row.append(
                    Self.written(paper?.difference, paper?.difference.map { Points.signed($0) + dagger }))
            }
            table.append(row + [.integer(step.macs), .integer(step.parameters)])
        }
        return table
    }

    private var paperCaption: String {
        let isOne = largestN <= 1
        var caption = "Study `\(manifest.name.held)`: top-1 accuracy of each step in per cent"
        if isOne {
            caption += " from one seed, and its difference to the adopted step before in points"
        } else {
            caption +=
                ", mean ± sample standard deviation over "
                + (smallestN == largestN ? "\(largestN) seeds" : "seeds (their number in parentheses)")
                + ", and its difference to the adopted step before in points, paired by seed, with its 95 % interval"
        }
        caption += "; multiply–accumulates for one image."
        let others = steps.compactMap { step in step.substitute.map { "`\(step.id)` less `\($0)`" } }
        if !others.isEmpty { caption += " Rows in between were not run: \(Units.list(others))." }
        if steps.contains(where: \.isBranch) {
            caption += " In parentheses: branches, which nothing builds on."
        }
        if steps.contains(where: { $0.paper?.difference != nil && $0.paper?.isDistinguishable == false }) {
            caption += " †: \(theirs) own seeds do not tell this difference from zero."
        }
        return caption
    }
}
