import HoneKernels

/// A study's trials with results, read once: their keys and values in each block, and what is measured by them.
package struct ReaderContext: Sendable {
    package let count: Int
    /// How results are measured; nil where there are too few, or all are the same.
    package let scale: ContextScale?
    /// For each block `[count, 2 * width]`.
    let memory: [FloatBuffer]
    /// Fixed processes after these trials, and how much each is believed; nil with fewer than two.
    package let hypotheses: Hypotheses?

    func keysAndValues(_ block: Int, width: Int) -> Rows {
        Rows(memory[block].pointer, count: count, width: 2 * width)
    }
}
