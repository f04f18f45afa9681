import AblateKernels
import AblateTables
import AblateTraining

/// What `benchmark` prints.
enum BenchmarkTable {
    static let throughput = Table(columns: [
        .init("id"), .init("macs", "MACs"),
        .init("images_per_second", for: .programs),
        .init("images_per_second_median", "images/s", for: .people),
        .init("images_per_second_min", "min", for: .people),
        .init("images_per_second_max", "max", for: .people),
        .init("milliseconds", "ms/step"), .init("gflops", "GFLOP/s"),
        .init("share_of_ceiling", "ceiling %"), .init("peak_memory_bytes", for: .programs),
        .init("peak_memory_megabytes", "peak MB", for: .people),
    ])

    static func append(
        _ throughput: Throughput, of step: String, _ ceiling: Ceiling, to table: inout Table
    ) {
        let rate = throughput.imagesPerSecond
        // Small steps run hundreds of images a second, large ones a handful.
        let decimals = rate.median < 100 ? 2 : 0
        table.append([
            .text(step), .integer(throughput.macs),
            .object([.init("median", rate.median), .init("min", rate.min), .init("max", rate.max)]),
            .real(rate.median, decimals: decimals), .real(rate.min, decimals: decimals),
            .real(rate.max, decimals: decimals),
            .real(throughput.medianSeconds * 1e3, decimals: 1),
            .real(throughput.flopsPerSecond * 1e-9, decimals: 0),
            .fraction(throughput.flopsPerSecond / ceiling.flopsPerSecond, decimals: 0),
            .integer(throughput.peakMemoryBytes),
            .real(Double(throughput.peakMemoryBytes) * 1e-6, decimals: 0),
        ])
    }

    static let profile = Table(columns: [
        .init("id"), .init("kind"), .init("layer", "layers"), .init("direction"), .init("milliseconds", "ms"),
        .init("floor_milliseconds", "floor ms"), .init("gflops", "GFLOP/s"),
        .init("gigabytes_per_second", "GB/s"), .init("share", "share %"),
    ])

    /// - Parameters:
    ///   - steps: that were measured; milliseconds are a step's.
    ///   - total: seconds of all rows.
    static func append(
        _ rows: [OperationProfile.Row], of step: String, steps: Int, total: Double, _ ceiling: Ceiling,
        to table: inout Table
    ) {
        for row in rows {
            table.append([
                .text(step), .text(row.kind), .text(row.name), .text(row.direction.rawValue),
                .real(row.seconds / Double(steps) * 1e3, decimals: 2),
                .real(row.floor(under: ceiling) / Double(steps) * 1e3, decimals: 2),
                row.cost.flops == 0 ? .missing : .real(row.gigaflopsPerSecond, decimals: 0),
                row.cost.bytes == 0 ? .missing : .real(row.gigabytesPerSecond, decimals: 1),
                .fraction(row.seconds / total, decimals: 1),
            ])
        }
    }
}
