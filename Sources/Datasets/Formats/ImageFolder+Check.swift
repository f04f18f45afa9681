import Dispatch
import Foundation

extension ImageFolder {
    /// Decodes every file, on all processors.
    ///
    /// - Parameter onProgress: called now and then with the number of files done, from any thread.
    /// - Returns: the bad files in the order of their paths, with those seen when the folder was read.
    package func check(onProgress: @escaping @Sendable (_ done: Int) -> Void) -> [BadImage] {
        let log = BadImageLog()
        for image in badImages { log.note(image) }
        let done = Progress(onProgress)
        for files in [train, test] {
            // Small pieces, so that no processor waits long for another at the end.
            let piece = 64
            DispatchQueue.concurrentPerform(iterations: (files.count + piece - 1) / piece) { index in
                let last = min((index + 1) * piece, files.count)
                for file in (index * piece)..<last {
                    do throws(ImageFault) {
                        _ = try files.image(file).decoded(channels: channels)
                    } catch {
                        log.note(BadImage(path: files.path(file), fault: error))
                    }
                }
                done.add(last - index * piece)
            }
        }
        return log.images
    }
}

/// Counts from many threads.
private final class Progress: @unchecked Sendable {
    /// Guards `done`.
    private let lock = NSLock()
    private var done = 0
    private let report: @Sendable (Int) -> Void

    init(_ report: @escaping @Sendable (Int) -> Void) { self.report = report }

    func add(_ count: Int) {
        lock.withLock {
            done += count
            report(done)
        }
    }
}
