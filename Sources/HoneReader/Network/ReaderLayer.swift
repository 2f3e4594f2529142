/// A linear layer's place among the network's weights: y = x Wᵀ + b, of x normalised first where it has a gain and a shift.
package struct ReaderLayer: Sendable, Hashable {
    package enum Start: Sendable, Hashable {
        /// Uniform in ± 1 / sqrt(inputs), weights and bias (as PyTorch's linear layers begin).
        case uniform
        /// Weights of zero: a branch that adds nothing at first.
        case zeros
        /// Weights and bias of zero.
        case nothing
    }

    package let name: String
    package let inputs: Int
    package let outputs: Int
    /// Where W `[outputs, inputs]` begins.
    package let weight: Int
    /// Where b `[outputs]` begins.
    package let bias: Int?
    /// Where the gain and the shift of the layer norm before it begin, `[inputs]` each.
    package let gain: Int?
    package let start: Start
    /// Its number among the layers.
    package let index: Int

    package var shift: Int? { gain.map { $0 + inputs } }

    /// The layer's tensors: name, shape, place.
    package var tensors: [(name: String, shape: [Int], offset: Int)] {
        var tensors = [(name: "\(name).weight", shape: [outputs, inputs], offset: weight)]
        if let bias { tensors.append((name: "\(name).bias", shape: [outputs], offset: bias)) }
        if let gain { tensors.append((name: "\(name).norm.weight", shape: [inputs], offset: gain)) }
        if let shift { tensors.append((name: "\(name).norm.bias", shape: [inputs], offset: shift)) }
        return tensors
    }
}
