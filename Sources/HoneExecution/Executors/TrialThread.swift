import Dispatch
import Foundation
import Synchronization

/// A thread that runs one task: a function that computes for an hour, or that blocks, keeps nobody else waiting. (The
/// cooperative pool has as many threads as the machine has cores.)
final class TrialThread: TaskExecutor {
    /// Bytes of its stack, as a program's main thread has.
    private static let stackSize = 8 << 20

    private let jobs = Mutex<(queue: [UnownedJob], isOver: Bool)>(([], false))
    private let arrivals = DispatchSemaphore(value: 0)

    init() {
        let thread = Thread { self.run() }
        thread.stackSize = Self.stackSize
        thread.name = "hone.trial"
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.queue.append(job) }
        arrivals.signal()
    }

    /// To be called by the task when there is nothing more to run.
    func end() {
        jobs.withLock { $0.isOver = true }
        arrivals.signal()
    }

    private func run() {
        while true {
            arrivals.wait()
            let (job, isOver) = jobs.withLock { jobs in
                jobs.queue.isEmpty ? (nil, jobs.isOver) : (jobs.queue.removeFirst(), false)
            }
            if let job { job.runSynchronously(on: asUnownedTaskExecutor()) } else if isOver { return }
        }
    }
}
