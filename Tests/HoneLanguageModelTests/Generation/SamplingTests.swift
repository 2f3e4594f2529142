import Foundation
import HoneLanguageModel
import Testing

@Suite("Sampling") struct SamplingTests {
    /// Shares of each of `logits` in many draws.
    private func shares(_ logits: [Float], _ sampling: Sampling, draws: Int = 20_000) -> [Double] {
        var sampler = TokenSampler(sampling)
        var counts = [Int](repeating: 0, count: logits.count)
        for _ in 0..<draws { counts[sampler.draw(logits)] += 1 }
        return counts.map { Double($0) / Double(draws) }
    }

    private func expect(_ shares: [Double], _ expected: [Double]) {
        for (share, value) in zip(shares, expected) {
            // Four standard deviations of 20,000 draws; never drawn means never.
            #expect(value == 0 ? share == 0 : abs(share - value) <= 4 * (value * (1 - value) / 20_000).squareRoot())
        }
    }

    private let logits: [Float] = [0.4, 0.1, 0.3, 0.15, 0.05].map { Float(Foundation.log($0)) }

    @Test("draws each token as often as it is likely") func plain() {
        expect(shares(logits, Sampling(seed: 1)), [0.4, 0.1, 0.3, 0.15, 0.05])
        let squares = [0.16, 0.01, 0.09, 0.0225, 0.0025]
        expect(shares(logits, Sampling(temperature: 0.5, seed: 2)), squares.map { $0 / squares.reduce(0, +) })
    }

    @Test("keeps the fewest tokens that reach top-p") func topP() {
        expect(shares(logits, Sampling(topP: 0.69, seed: 3)), [4.0 / 7, 0, 3.0 / 7, 0, 0])
        expect(shares(logits, Sampling(topP: 0.71, seed: 4)), [0.4 / 0.85, 0, 0.3 / 0.85, 0.15 / 0.85, 0])
        expect(shares(logits, Sampling(topP: 1e-9, seed: 5)), [1, 0, 0, 0, 0])
    }

    @Test("keeps the top k, and those as likely as the best times min-p") func topKAndMinP() {
        expect(shares(logits, Sampling(topK: 2, seed: 6)), [4.0 / 7, 0, 3.0 / 7, 0, 0])
        expect(shares(logits, Sampling(topK: 99, seed: 7)), [0.4, 0.1, 0.3, 0.15, 0.05])
        expect(shares(logits, Sampling(minP: 0.3, seed: 8)), [0.4 / 0.85, 0, 0.3 / 0.85, 0.15 / 0.85, 0])
        expect(shares(logits, Sampling(topP: 0.5, topK: 2, seed: 9)), [1, 0, 0, 0, 0])
    }

    @Test("takes the first of the likeliest at temperature 0") func greedy() {
        expect(shares([1, 3, 3, 2], Sampling.greedy, draws: 10), [0, 1, 0, 0])
    }

    @Test("selects as sorting would, among many logits") func many() {
        let logits = (0..<5000).map { Float(sin(Double($0) * 1.7) * 8) }
        let sorted = logits.sorted(by: >)
        let drawn = shares(logits, Sampling(topK: 7, seed: 10), draws: 5000)
        for (logit, share) in zip(logits, drawn) where share > 0 { #expect(logit >= sorted[6]) }
        let weights = sorted.map { exp(Double($0 - sorted[0])) }
        let total = weights.reduce(0, +)
        var sum = 0.0
        let nucleus = weights.firstIndex { weight in
            sum += weight
            return sum >= 0.3 * total
        }
        let lowest = sorted[nucleus ?? 0]
        for (logit, share) in zip(logits, shares(logits, Sampling(topP: 0.3, seed: 11), draws: 5000)) where share > 0 {
            #expect(logit >= lowest)
        }
    }
}
