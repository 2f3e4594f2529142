/// How the matrices of linear layers are held in memory. Accumulation is in single precision in every case.
package enum WeightStorage: Sendable, Hashable, CaseIterable {
    /// Single precision: exact, and the only storage that can be trained on or merged with an adapter.
    case float32
    /// Eight bits with a binary16 scale for every 32 inputs (as Q8_0), whatever the file holds; activations are rounded
    /// to eight bits in blocks of 32, too. For checkpoints in floating point and merged adapters.
    case int8
    /// The file's own blocks, with the same rounding of activations. Matrices that the file holds in floating point
    /// (and Q2_K's) are widened to single precision.
    case asStored
}
