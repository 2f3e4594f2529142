import Foundation
import HoneNumerics

/// Draws tokens, one after another, as a `Sampling` says. Temperature comes first, then top-k, top-p and min-p, the
/// order of transformers.
package struct TokenSampler: Sendable {
    private let sampling: Sampling
    private var random: SeededGenerator

    package init(_ sampling: Sampling) {
        self.sampling = sampling
        random = SeededGenerator(seed: sampling.seed).fork("sampling")
    }

    /// Position in `logits` of the one that is drawn; all are finite, and there is at least one.
    package mutating func draw(_ logits: [Float]) -> Int {
        sampling.temperature == 0 ? Self.likeliest(logits) : drawRandom(logits)
    }

    private static func likeliest(_ logits: [Float]) -> Int {
        var best = 0
        for index in logits.indices where logits[index] > logits[best] { best = index }
        return best
    }

    private struct Candidate {
        var index: Int
        /// Not normalized: the likeliest has 1.
        var weight: Double
    }

    private mutating func drawRandom(_ logits: [Float]) -> Int {
        let highest = Double(logits.max() ?? 0)
        let least = sampling.topK > 0 && sampling.topK < logits.count ? Self.ranked(sampling.topK, in: logits) : nil
        var candidates: [Candidate] = []
        candidates.reserveCapacity(logits.count)
        var all = 0.0
        for (index, logit) in logits.enumerated() {
            if let least, logit < least { continue }
            let weight = exp((Double(logit) - highest) / sampling.temperature)
            all += weight
            if weight >= sampling.minP { candidates.append(Candidate(index: index, weight: weight)) }
        }
        // Min-p compares with the likeliest token, which top-p never takes away: the order of the two is free.
        if sampling.topP < 1 { keepNucleus(&candidates, of: all) }
        let total = candidates.reduce(0) { $0 + $1.weight }
        var left = random.uniform() * total
        for candidate in candidates {
            left -= candidate.weight
            if left < 0 { return candidate.index }
        }
        return candidates.last?.index ?? Self.likeliest(logits)
    }

    /// The k-th highest logit.
    private static func ranked(_ k: Int, in logits: [Float]) -> Float {
        // A heap of the k highest so far, the lowest of them first.
        var heap = Array(logits.prefix(k)).sorted()
        for logit in logits.dropFirst(k) where logit > heap[0] {
            var parent = 0
            while true {
                var child = 2 * parent + 1
                guard child < k else { break }
                if child + 1 < k, heap[child + 1] < heap[child] { child += 1 }
                guard heap[child] < logit else { break }
                heap[parent] = heap[child]
                parent = child
            }
            heap[parent] = logit
        }
        return heap[0]
    }

    /// Leaves the nucleus, sorted by weight, then by index.
    ///
    /// - Parameter all: weight of all that top-k left.
    private func keepNucleus(_ candidates: inout [Candidate], of all: Double) {
        // Tokens below this together weigh less than what the nucleus leaves out: no need to sort them.
        let negligible = (1 - sampling.topP) * all / Double(max(1, candidates.count))
        candidates.removeAll { $0.weight < negligible }
        candidates.sort { ($0.weight, $1.index) > ($1.weight, $0.index) }
        var sum = 0.0
        for (count, candidate) in candidates.enumerated() {
            sum += candidate.weight
            if sum >= sampling.topP * all {
                candidates.removeSubrange((count + 1)...)
                return
            }
        }
    }
}
