import Dispatch
import Foundation
import HoneNumerics

/// How many threads a model computes with. Matrix products are split by BLAS, everything else here; the split is
/// static, so one count always gives the same bits.
package struct ComputeThreads: Sendable, Hashable {
    package let count: Int

    package init(_ count: Int) { self.count = max(1, count) }

    /// As many as there are processors, at most 8 (small models gain little beyond).
    package static var machine: ComputeThreads { ComputeThreads(min(8, ProcessInfo.processInfo.activeProcessorCount)) }

    /// Lets BLAS use all threads inside one call.
    func useForMatrixProducts() { BLAS.setThreadCount(count) }

    /// Runs `body(range)` on contiguous parts of 0 ..< total; serially if a part would be shorter than `minimum`.
    @inline(__always)
    func split(_ total: Int, minimum: Int = 16, _ body: (Range<Int>) -> Void) {
        let parts = min(count, max(1, total / max(1, minimum)))
        if parts == 1 {
            body(0..<total)
            return
        }
        Self.perform(parts) { part in body(total * part / parts..<total * (part + 1) / parts) }
    }

    /// Runs `body(worker, item)` for every item; item i belongs to worker i modulo the number of workers. BLAS calls
    /// inside run on the calling thread alone.
    func distribute(_ items: Int, _ body: (Int, Int) -> Void) {
        let workers = min(count, items)
        if workers <= 1 {
            for item in 0..<items { body(0, item) }
            return
        }
        BLAS.setThreadCount(1)
        Self.perform(workers) { worker in
            for item in stride(from: worker, to: items, by: workers) { body(worker, item) }
        }
        BLAS.setThreadCount(count)
    }

    /// `concurrentPerform` returns after its last iteration, so the closure neither escapes nor outlives what it
    /// captures; the callers give every iteration its own part of the memory.
    private static func perform(_ iterations: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { escapable in
            nonisolated(unsafe) let work = escapable
            DispatchQueue.concurrentPerform(iterations: iterations) { work($0) }
        }
    }
}
