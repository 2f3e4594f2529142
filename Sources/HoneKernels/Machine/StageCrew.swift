import CKernels
import Foundation
import Synchronization

/// Threads that go through the stages of one computation together, for stages of microseconds, where waking a thread
/// for each would cost more than the stage.
///
/// A stage is a number of pieces; whoever comes takes the next one, and the stage ends when all are done. Nobody waits
/// for a thread that has not come yet: if the system gives no second thread, the first one does everything. What a piece
/// computes must not depend on who computes it, so results do not either. Members spin while others finish (they give
/// the processor away after a while) and the crew ends with the computation: nothing spins in between.
package final class StageCrew: Sendable {
    /// The current stage in the upper half, its next piece in the lower half.
    private let ticket = Atomic<UInt64>(0)
    /// Pieces of the current stage that are done.
    private let finished = Atomic<Int>(0)

    private static let stageShift: UInt64 = 32
    private static let pieceMask: UInt64 = (1 << stageShift) - 1
    /// Tens of microseconds: longer than a stage, shorter than the system's time slice.
    private static let spinsBeforeYielding = 2000

    package init() {}

    /// One thread's way through the stages. All members call `run` for the same stages in the same order.
    package struct Member {
        package let crew: StageCrew
        private var stage: UInt64 = 0

        package init(of crew: StageCrew) { self.crew = crew }

        /// Takes part in the next stage and returns once all of its pieces are done, whoever did them.
        package mutating func run(_ pieces: Int, _ body: (Int) -> Void) {
            crew.run(stage: stage, pieces: UInt64(max(0, pieces)), body)
            stage += 1
        }
    }

    private func run(stage: UInt64, pieces: UInt64, _ body: (Int) -> Void) {
        precondition(pieces > 0 && pieces <= Self.pieceMask, "a stage has pieces")
        var spins = 0
        while true {
            let current = ticket.load(ordering: .acquiring)
            if current >> Self.stageShift != stage { return }
            let piece = current & Self.pieceMask
            if piece < pieces {
                let claimed = ticket.compareExchange(
                    expected: current, desired: current + 1, successOrdering: .acquiringAndReleasing,
                    failureOrdering: .relaxed
                ).exchanged
                if claimed {
                    body(Int(piece))
                    if finished.add(1, ordering: .acquiringAndReleasing).newValue == Int(pieces) {
                        finished.store(0, ordering: .relaxed)
                        ticket.store((stage + 1) << Self.stageShift, ordering: .releasing)
                        return
                    }
                }
            } else {
                spins += 1
                if spins % Self.spinsBeforeYielding == 0 { sched_yield() } else { hone_spin_hint() }
            }
        }
    }
}
