#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is done when the system gives no more memory or threads: one sentence, and the end of the process.
package enum MemoryShortage {
    /// Called with the sentence. To be set before the first thread is started.
    package nonisolated(unsafe) static var onShortage: (String) -> Never = { preconditionFailure($0) }

    /// What OpenBLAS takes for each thread that calls it, when it first does (128 MB), and some for what else grows.
    private static let bytesPerThread = 128 << 20
    private static let slack = 64 << 20

    /// Ends the process where the address space is limited (`ulimit -v`) to less than products on `threads` threads will
    /// need: OpenBLAS would try for ever to get it.
    package static func require(threads: Int) {
        guard let limit = limitBytes else { return }
        let needed = threads * bytesPerThread + slack
        let probe = mmap(nil, needed, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0)
        guard probe == MAP_FAILED else {
            munmap(probe, needed)
            return
        }
        onShortage(
            "The address space is limited to \(limit >> 20) MB (ulimit -v), but \(needed >> 20) MB more than is taken "
                + "already are needed for products on \(threads) threads; raise the limit by as much, or ask for fewer "
                + "threads.")
    }

    /// - Parameter what: "12345 bytes" or "4 threads".
    static func end(_ what: String) -> Never {
        onShortage(
            "The system does not give \(what)"
                + (limitBytes.map { ": the address space is limited to \($0 >> 20) MB (ulimit -v)" } ?? "")
                + ".")
    }

    /// Of the address space; `nil` for none.
    private static var limitBytes: Int? {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        #else
            let resource = RLIMIT_AS
        #endif
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
        return Int(limit.rlim_cur)
    }
}
