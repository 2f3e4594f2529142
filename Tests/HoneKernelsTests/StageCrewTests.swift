import Dispatch
import HoneKernels
import Synchronization
import Testing

@Suite("A crew of threads") struct StageCrewTests {
    /// What happened, in order.
    private final class Log: Sendable {
        private let entries = Mutex<[Int]>([])
        func append(_ stage: Int) { entries.withLock { $0.append(stage) } }
        var all: [Int] { entries.withLock { $0 } }
    }

    @Test("does every piece once and no stage before the last one is done", arguments: [1, 2, 5])
    func stagesInOrder(threads: Int) {
        let crew = StageCrew()
        let log = Log()
        let pieces = [3, 1, 7, 2, 4]
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var member = StageCrew.Member(of: crew)
            for stage in 0..<200 { member.run(pieces[stage % pieces.count]) { _ in log.append(stage) } }
        }
        let expected = (0..<200).flatMap { Array(repeating: $0, count: pieces[$0 % pieces.count]) }
        #expect(log.all == expected)
    }

    @Test("does not wait for a member who comes when all is done") func lateMember() {
        let crew = StageCrew()
        let log = Log()
        for _ in 0..<2 {
            var member = StageCrew.Member(of: crew)
            for stage in 0..<5 { member.run(3) { _ in log.append(stage) } }
        }
        #expect(log.all == (0..<5).flatMap { [$0, $0, $0] })
    }
}
