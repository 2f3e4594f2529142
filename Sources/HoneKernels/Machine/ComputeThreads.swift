import Dispatch
import Foundation

/// How many threads a model computes with. Work is split here into a few large regions (a block of inputs through
/// several layers at once), inside which each thread calls BLAS for its own part; the split is static, so one count
/// always gives the same bits.
package struct ComputeThreads: Sendable, Hashable {
    package let count: Int

    package init(_ count: Int) { self.count = max(1, count) }

    /// As many as there are processors, at most 8 (small models gain little beyond).
    package static var machine: ComputeThreads { ComputeThreads(min(8, ProcessInfo.processInfo.activeProcessorCount)) }

    /// Rows or columns that a part is a multiple of: the width of BLAS's inner kernels.
    private static let granularity = 16

    /// Runs `body(range)` on contiguous parts of 0 ..< total, one a thread; on fewer if a part would be shorter than
    /// `minimum`.
    package func split(_ total: Int, minimum: Int = 16, _ body: (Range<Int>) -> Void) {
        splitParts(total, minimum: minimum) { _, range in body(range) }
    }

    /// The same with the part's number, below `count`, for whoever needs memory of its own for each.
    package func splitParts(_ total: Int, minimum: Int = 16, _ body: (Int, Range<Int>) -> Void) {
        guard total > 0 else { return }
        let units = (total + Self.granularity - 1) / Self.granularity
        let parts = min(count, units, max(1, total / max(1, minimum)))
        if parts == 1 {
            body(0, 0..<total)
            return
        }
        Self.perform(parts) { part in
            body(
                part,
                Self.granularity * (units * part / parts)..<min(total, Self.granularity * (units * (part + 1) / parts)))
        }
    }

    /// Runs `body(worker, item)` for every item; item i belongs to worker i modulo the number of workers.
    package func distribute(_ items: Int, _ body: (Int, Int) -> Void) {
        let workers = min(count, items)
        if workers <= 1 {
            for item in 0..<items { body(0, item) }
            return
        }
        Self.perform(workers) { worker in
            for item in stride(from: worker, to: items, by: workers) { body(worker, item) }
        }
    }

    /// What `body` makes of every number below `count`, item i on worker i modulo the number of workers.
    ///
    /// - Throws: the error of the smallest number that has one; a worker stops at its first.
    package func map<Value, Failure: Error>(
        _ count: Int, _ body: (Int) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        var results = [Result<Value, Failure>?](repeating: nil, count: count)
        let workers = min(self.count, count)
        results.withUnsafeMutableBufferPointer { results in
            // Every worker writes elements of its own.
            nonisolated(unsafe) let results = results
            func work(_ worker: Int) {
                for item in stride(from: worker, to: count, by: max(1, workers)) {
                    do throws(Failure) {
                        results[item] = .success(try body(item))
                    } catch {
                        results[item] = .failure(error)
                        return
                    }
                }
            }
            if workers > 1 { Self.perform(workers, work) } else { work(0) }
        }
        var values: [Value] = []
        values.reserveCapacity(count)
        // Whoever stopped early left gaps, but only behind an error.
        for result in results { if let result { values.append(try result.get()) } }
        return values
    }

    /// Runs `body(thread, of)` once a thread, for work that is divided in several ways at once.
    package func each(_ body: (Int, Int) -> Void) {
        if count == 1 { return body(0, 1) }
        Self.perform(count) { body($0, count) }
    }

    /// The part-th of `parts` contiguous pieces of 0 ..< total; may be empty.
    package static func piece(_ part: Int, of parts: Int, total: Int) -> Range<Int> {
        let units = (total + granularity - 1) / granularity
        return min(total, granularity * (units * part / parts))..<min(total, granularity * (units * (part + 1) / parts))
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
