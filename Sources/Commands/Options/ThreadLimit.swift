import ArgumentParser

/// How many threads are taken for a mistake.
///
/// Every operation of a step ends when each of its threads has been through it, and more threads than processors take turns
/// by changes of context. On two processors a step of 0.1 s on two threads took 1.6 s on sixteen and over 30 s on 128; with
/// 1,000 none ended.
enum ThreadLimit {
    /// More than a few for each processor gain nothing; up to eight are for trying things on a small machine.
    static func most(processors: Int) -> Int { max(8, 4 * processors) }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    static func require(jobs: Int? = nil, threads: Int?, processors: Int) throws {
        try check("jobs", jobs, isValid: { $0 >= 1 }, "1 or more")
        try check("threads", threads, isValid: { $0 >= 1 }, "1 or more")
        let most = most(processors: processors)
        let (asked, overflows) = (jobs ?? 1).multipliedReportingOverflow(by: threads ?? 1)
        guard overflows || asked > most else { return }
        let flags = [jobs.map { "--jobs \($0)" }, threads.map { "--threads \($0)" }].compactMap(\.self)
        throw ExitCode.usage(
            "\(flags.joined(separator: " ")) asks for \(overflows ? "far more" : "\(asked)") threads, but "
                + "\(processors == 1 ? "1 processor is" : "\(processors) processors are") granted here, where more than "
                + "\(most) threads only get into each other's way; ask for fewer, or leave the flag out.")
    }
}
