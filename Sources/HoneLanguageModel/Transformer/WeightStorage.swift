/// How the matrices of linear layers are held in memory.
package enum WeightStorage: Sendable, Hashable, CaseIterable {
    /// Single precision: exact, and the only storage that can be trained on or merged with an adapter.
    case float32
}
