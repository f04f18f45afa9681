import Foundation
import Runner
import Testing

struct StopRequestsTests {
    @Test func requestsAreTakenInOrder() {
        let stop = StopRequests()
        #expect(stop.next() == nil)
        stop.request(SIGINT)
        stop.request(SIGTERM)
        #expect(stop.next() == SIGINT)
        #expect(stop.next() == SIGTERM)
        #expect(stop.next() == nil)
    }

    @Test func signalBecomesARequest() {
        // One that would otherwise end the test process.
        let stop = StopRequests.listen(to: [SIGUSR1])
        #expect(stop.next() == nil)
        raise(SIGUSR1)
        #expect(stop.next() == SIGUSR1)
        #expect(stop.next() == nil)
    }
}
