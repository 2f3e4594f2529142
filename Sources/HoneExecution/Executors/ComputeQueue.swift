import Dispatch

/// Threads for long computations, so that the cooperative pool stays free for what must be prompt: the end of a trial,
/// a Ctrl-C.
package final class ComputeQueue: TaskExecutor {
    /// Shared by all runners of the process: it holds no state, only threads.
    package static let shared = ComputeQueue()

    private let queue = DispatchQueue(label: "hone.compute", qos: .userInitiated, attributes: .concurrent)

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
