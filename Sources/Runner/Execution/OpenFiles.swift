import Foundation

/// The files that this process may have open at a time.
package enum OpenFiles {
    /// What any command needs at a time: the database with its journal and index, a lock, a request's pipe, a data set's
    /// files, and what the system's libraries open for a moment.
    package static let neededByAnyCommand = 24
    /// What each training process adds here: its output, and the log while it starts.
    package static let neededByJob = 2

    /// Raises this process's limit where the system allows it, then opens as many files as will be needed, for a moment:
    /// what was left open by the program that started this one counts against the limit too.
    ///
    /// - Throws: ``RunnerError/tooFewFiles(free:needed:limit:)``.
    package static func require(_ needed: Int) throws(RunnerError) {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        var hasRaised = false
        while opened.count < needed {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 {
                opened.append(descriptor)
                continue
            }
            var limit = rlimit()
            getrlimit(fileLimit, &limit)
            if !hasRaised, limit.rlim_cur < limit.rlim_max {
                hasRaised = true
                let wanted = limit.rlim_cur + rlim_t(needed - opened.count)
                limit.rlim_cur = min(limit.rlim_max, wanted)
                if setrlimit(fileLimit, &limit) == 0 { continue }
            }
            throw .tooFewFiles(free: opened.count, needed: needed, limit: Int(clamping: limit.rlim_cur))
        }
    }

    #if canImport(Glibc)
        private static let fileLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let fileLimit = RLIMIT_NOFILE
    #endif
}
