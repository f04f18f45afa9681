import AblateResults
import AblateTables

/// What designs found, as programs read it: accuracies and differences are fractions of 1.
extension StudyReport {
    var effectRows: Table {
        var table = Table(columns: [
            .init("space"), .init("player"), .init("estimate"), .init("n"), .init("mean"), .init("lower"),
            .init("upper"), .init("p"), .init("p_holm"), .init("n_orders"), .init("n_orders_planned"),
            .init("reason"),
        ])
        for row in spaces.flatMap(\.effects) + (equalMACs?.effects ?? []) {
            table.append([
                .text(row.space), .text(row.player), .text(row.estimate.rawValue), .integer(row.n),
                .fraction(row.mean, decimals: 2), .fraction(row.lower, decimals: 2),
                .fraction(row.upper, decimals: 2),
                .real(row.p, decimals: 4), .real(row.pHolm, decimals: 4), .integer(row.nOrders),
                .integer(row.nOrdersPlanned), .text(row.reason),
            ])
        }
        return table
    }

    var dependenceRows: Table {
        var table = Table(columns: [
            .init("space"), .init("player"), .init("n_places"), .init("n"), .init("least"), .init("most"),
            .init("f"), .init("p"), .init("p_holm"), .init("detectable"), .init("verdict"),
        ])
        for row in spaces.flatMap(\.dependence) {
            table.append([
                .text(row.space), .text(row.player), .integer(row.nPlaces), .integer(row.n),
                .fraction(row.least, decimals: 2), .fraction(row.most, decimals: 2),
                .real(row.f, decimals: 4),
                .real(row.p, decimals: 4), .real(row.pHolm, decimals: 4),
                .fraction(row.detectable, decimals: 2),
                .text(row.verdict.rawValue),
            ])
        }
        return table
    }

    var interactionRows: Table {
        var table = Table(columns: [
            .init("space"), .init("first"), .init("second"), .init("n"), .init("mean"), .init("lower"),
            .init("upper"), .init("p"), .init("p_holm"),
        ])
        for row in spaces.flatMap(\.interactions) {
            table.append([
                .text(row.space), .text(row.first), .text(row.second), .integer(row.n),
                .fraction(row.mean, decimals: 2), .fraction(row.lower, decimals: 2),
                .fraction(row.upper, decimals: 2),
                .real(row.p, decimals: 4), .real(row.pHolm, decimals: 4),
            ])
        }
        return table
    }

    var subsetRows: Table {
        var table = Table(columns: [
            .init("space"), .init("id"), .init("players"), .init("n_players"), .init("macs"), .init("n"),
            .init("top1_mean"), .init("top1_sd"),
        ])
        for row in spaces.flatMap(\.subsets) {
            table.append([
                .text(row.space), .text(row.id), .text(row.players), .integer(row.nPlayers),
                .integer(row.macs),
                .integer(row.n), .fraction(row.top1Mean, decimals: 2), .fraction(row.top1SD, decimals: 2),
            ])
        }
        return table
    }
}
