import CAblateKernels

/// Runs the engine's operations on a pool of threads.
///
/// Work is cut by shapes alone and partial sums are combined in a fixed order, so results have the same bits
/// at any number of threads. Scratch memory is reserved once: see ``Scratch``.
package final class Executor {
    package let threads: Int
    private let pool: OpaquePointer
    private var perWorker: [Floats]
    private var shared: Floats

    /// The scratch that operations need beside their operands, in floats.
    package struct Scratch: Hashable, Sendable {
        /// For each thread.
        package var perWorker: Int
        /// For partial sums.
        package var shared: Int

        package static let none = Scratch(perWorker: 0, shared: 0)

        package init(perWorker: Int = 0, shared: Int = 0) {
            self.perWorker = perWorker
            self.shared = shared
        }

        /// Enough for either of two operations, one after the other.
        package func union(_ other: Scratch) -> Scratch {
            Scratch(perWorker: max(perWorker, other.perWorker), shared: max(shared, other.shared))
        }
    }

    /// - Parameter threads: 1 or more; the calling thread is one of them.
    package init(threads: Int, scratch: Scratch = .none) {
        precondition(threads >= 1, "An executor needs at least one thread.")
        guard let pool = ck_pool_create(Int32(threads)) else {
            MemoryShortage.end("\(threads) threads")
        }
        MemoryShortage.require(threads: threads)
        self.threads = threads
        self.pool = pool
        perWorker = (0..<threads).map { _ in Floats(count: scratch.perWorker) }
        shared = Floats(count: scratch.shared)
    }

    deinit { ck_pool_destroy(pool) }

    /// CPUs that this process may use: those it may run on, and no more than its control groups grant.
    package static var grantedCPUs: Int { min(Int(ck_granted_cpus()), CPUQuota.grantedCPUs ?? .max) }

    /// Runs `body(task, worker)` once for every task below `count`, on whichever thread is free.
    func run(_ count: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            var body = body
            withUnsafeMutablePointer(to: &body) { context in
                ck_pool_run(
                    pool, count,
                    { context, task, worker in
                        context?.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee(task, Int(worker))
                    }, context)
            }
        }
    }

    func scratch(_ worker: Int, _ count: Int) -> UnsafeMutablePointer<Float> {
        precondition(count <= perWorker[worker].count, "Scratch of \(count) floats was not planned.")
        return perWorker[worker].pointer
    }

    func partials(_ count: Int) -> UnsafeMutablePointer<Float> {
        precondition(count <= shared.count, "Partial sums of \(count) floats were not planned.")
        return shared.pointer
    }

    /// Overwrites `out` with the sum of `parts` runs of partial sums that lie `stride` floats apart.
    func combine(
        _ partials: UnsafeMutablePointer<Float>, parts: Int, stride: Int, count: Int,
        into out: UnsafeMutablePointer<Float>
    ) {
        let chunk = 8192
        run((count + chunk - 1) / chunk) { task, _ in
            let start = task * chunk
            ck_combine(parts, stride, min(chunk, count - start), partials + start, out + start)
        }
    }
}

/// Rows cut into blocks that stay in a core's second-level cache, by shape alone.
struct RowBlocks {
    let rows: Int
    let size: Int

    /// At most 512 rows and 64 Ki floats a block (256 KiB: half of the smallest L2 among current servers), and
    /// at least eight blocks where the rows allow it, so that several threads have something to do.
    ///
    /// - Parameter fewest: a block has about as many rows where there are enough.
    init(rows: Int, channels: Int, fewest: Int = 16) {
        let bySize = max(fewest, min(512, 65536 / max(channels, 1)))
        self.rows = rows
        size = Self.evenSize(rows, atMost: max(1, min(bySize, max(fewest, (rows + 7) / 8))))
    }

    /// Of equal blocks, in a number that two, four and eight threads can share evenly: thirteen blocks, the last of them
    /// short, would take two threads as long as fourteen.
    static func evenSize(_ count: Int, atMost size: Int) -> Int {
        let blocks = (count + size - 1) / size
        guard blocks > 8 else { return size }
        let even = blocks > 16 ? 8 : 4
        let rounded = (blocks + even - 1) / even * even
        return (count + rounded - 1) / rounded
    }

    var count: Int { (rows + size - 1) / size }
    func start(_ block: Int) -> Int { block * size }
    func length(_ block: Int) -> Int { min(size, rows - block * size) }
}
