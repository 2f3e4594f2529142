import Foundation
import HoneKernels
import HoneLanguageModel
import Testing

/// Adapters that PEFT saved and the logits that it computes with them (Fixtures/peft/make_peft_fixtures.py).
struct PEFTFixture: Decodable {
    struct SmolLM2: Decodable {
        var layers: Int
        var tokens: [Int]
        var positions: [Int]
        var entries: [Int]
        var values: [Double]
        var plain: [Double]
    }
    struct Shipped: Decodable {
        var sha256: String
        var scores: [Double]
    }
    var tokens: [Int]
    /// Logits of the base model, `[tokens, vocabulary]`.
    var base: [Double]
    /// The same with each adapter.
    var adapters: [String: [Double]]
    var smollm2: SmolLM2
    var shipped: Shipped

    static func folder(_ name: String = "") throws -> URL {
        let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return fixtures.appendingPathComponent("peft").appendingPathComponent(name)
    }

    static func load() throws -> PEFTFixture {
        try JSONDecoder().decode(PEFTFixture.self, from: Data(contentsOf: folder("peft.json")))
    }

    /// The tiny model that the adapters are for.
    static func base() throws -> TransformerWeights { try TransformerWeights(GGUFFile(url: folder("base.gguf"))) }

    /// Logits at every token, `[tokens, vocabulary]`.
    static func logits(_ weights: TransformerWeights, _ tokens: [Int]) throws -> [Float] {
        let transformer = Transformer(weights, threads: ComputeThreads(2))
        let hidden = try InferencePass(transformer).hiddenStates(
            header: tokens.map(InputRow.token), selection: Array(tokens.indices))
        return transformer.logits(hidden)
    }

    static func largestDifference(_ a: [Float], _ b: [Double]) throws -> Double {
        try #require(a.count == b.count)
        return zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0
    }
}
