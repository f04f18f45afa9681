import AblateRunner
import Foundation
import Testing

/// One at a time: they share the queue of the operating system's requests.
@Suite(.serialized) struct StopRequestsTests {
    @Test func requestsAreTakenInOrder() {
        let stop = StopRequests()
        #expect(stop.next() == nil)
        stop.request(SIGINT)
        stop.request(SIGTERM)
        #expect(stop.next() == SIGINT)
        #expect(stop.next() == SIGTERM)
        #expect(stop.next() == nil)
    }

    @Test func signalBecomesARequest() async throws {
        // One that would otherwise end the test process.
        let stop = StopRequests.listen(to: [SIGUSR1])
        #expect(stop.next() == nil)
        kill(getpid(), SIGUSR1)
        // Another thread may be the one that is interrupted.
        var received: Int32?
        for _ in 0..<500 where received == nil {
            received = stop.next()
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(received == SIGUSR1)
        #expect(stop.next() == nil)
    }

    @Test func ignoredSignalStaysIgnored() async throws {
        signal(SIGUSR2, SIG_IGN)
        let stop = StopRequests.listen(to: [SIGUSR2])
        kill(getpid(), SIGUSR2)
        try await Task.sleep(for: .milliseconds(50))
        #expect(stop.next() == nil)
    }
}
