import HoneLanguageModel
import HoneSearch

extension AdaptedModel {
    /// Densities from hidden states after the final norm, `[rows, hidden]`.
    package func densities(_ hidden: [Float]) -> [QuantileDensity] {
        let logits = logits(hidden)
        return stride(from: 0, to: logits.count, by: bins).map { QuantileDensity(logits: logits[$0..<$0 + bins]) }
    }
}
