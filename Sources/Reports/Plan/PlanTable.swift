import AblateRunner
import AblateTables

/// What `ablate plan` prints as rows: a row a step, with the cost of one run of it.
package enum PlanTable {
    package static func table(of forecast: StudyForecast) -> Table {
        var table = Table(columns: [
            .init("step_text", "step", for: .people), .init("step", for: .programs),
            .init("done"), .init("running"), .init("failed"), .init("interrupted"),
            .init("missing"),
            .init("training_macs", for: .programs), .init("training_teramacs", "TMACs", for: .people),
            .init("seconds", "s"), .init("seconds_source", "from"),
            .init("remaining_seconds", "s to do"),
            .init("peak_memory_bytes", for: .programs),
            .init("peak_memory_megabytes", "peak MB", for: .people),
            .init("disk_bytes", for: .programs), .init("disk_megabytes", "disk MB", for: .people),
            .init("branch", for: .programs),
        ])
        let runsOfStep = Dictionary(grouping: forecast.runs, by: \.planned.step.id)
        for step in forecast.manifest.steps {
            let runs = runsOfStep[step.id] ?? []
            // A row that denotes the network of another shares its runs.
            guard let first = runs.first else { continue }
            table.append(
                [.text(step.isBranch && !step.isDesigned ? "(\(step.id))" : step.id), .text(step.id)]
                    + cells(runs, perRun: first, remaining: sum(runs.map(\.remainingSeconds)))
                    + [.truth(step.isBranch)])
        }
        table.setTotal(
            [.text("all runs"), .missing]
                + cells(forecast.runs, perRun: nil, remaining: sum(forecast.runs.map(\.remainingSeconds)))
                + [.missing])
        return table
    }

    /// - Parameter perRun: the run whose cost stands for all; `nil` for sums of all.
    private static func cells(
        _ runs: [StudyForecast.Run], perRun: StudyForecast.Run?, remaining: Double?
    ) -> [Table.Value] {
        let work = perRun?.planned.work ?? runs.reduce(0) { $0 + $1.planned.work }
        let seconds = perRun.map { $0.estimate?.seconds } ?? sum(runs.map { $0.estimate?.seconds })
        let memory =
            perRun.map { $0.estimate?.peakMemoryBytes ?? nil }
            ?? runs.compactMap { $0.estimate?.peakMemoryBytes }.max()
        let disk = perRun?.diskBytes ?? runs.reduce(0) { $0 + $1.diskBytes }
        let counts = StudyStatus.State.words.map { word in
            Table.Value.integer(runs.count { $0.state.word == word })
        }
        return counts + [
            .real(work, decimals: 0), .real(work * 1e-12, decimals: 3), .real(seconds, decimals: 1),
            .text(perRun?.estimate?.source.rawValue), .real(remaining, decimals: 0), .integer(memory),
            .real(memory.map { Double($0) * 1e-6 }, decimals: 0), .integer(disk),
            .real(Double(disk) * 1e-6, decimals: 1),
        ]
    }

    private static func sum(_ values: [Double?]) -> Double? {
        values.contains(nil) ? nil : values.compactMap(\.self).reduce(0, +)
    }
}
