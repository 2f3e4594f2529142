import HoneKernels
import HoneLanguageModel
import HoneReader

/// Reads names with a language model, each alone: `hyperparameter learning_rate`, `kernel: rbf`, a program's description. A name's
/// vector is the mean of the states of its tokens after the first blocks of the model (before any block: of their embeddings).
///
/// Read alone and not in a header, because a state at the end of a clause speaks of what stands last in it: a range, the program,
/// and hardly of the name (`docs/research/reader.md`).
package struct NameReader: Sendable {
    private let weights: TransformerWeights
    private let tokenizer: Tokenizer
    /// Blocks that are read with.
    package let layers: Int
    private let threads: ComputeThreads

    /// Tokens that go through the model at once, and the most of one name.
    private static let passTokens = 1024
    private static let longestName = 96

    /// - Parameter weights: with at least `layers` blocks.
    package init(_ weights: TransformerWeights, tokenizer: Tokenizer, layers: Int, threads: ComputeThreads = .machine) {
        self.weights = layers > 0 ? weights.truncated(to: layers) : weights
        self.tokenizer = tokenizer
        self.layers = layers
        self.threads = threads
    }

    /// `[hidden]` of each name.
    ///
    /// - Throws: `TransformerError` for damaged weights.
    package func vectors(of names: [NameVectors.Name]) throws(TransformerError) -> [[Float]] {
        let texts = names.map { ReadName($0, tokenizer, most: Self.longestName) }
        guard layers > 0 else { return texts.map { mean(embeddings(of: $0.tokens), from: $0.start) } }
        let pass = InferencePass(Transformer(weights, threads: threads))
        var result: [[Float]] = []
        var next = 0
        while next < texts.count {
            var count = 0
            let first = next
            while next < texts.count, next == first || count + texts[next].tokens.count <= Self.passTokens {
                count += texts[next].tokens.count
                next += 1
            }
            let states = try pass.hiddenStates(
                header: [], rows: texts[first..<next].map { $0.tokens.map(InputRow.token) }, selection: Array(0..<count)
            )
            let width = weights.shape.hidden
            var place = 0
            for text in texts[first..<next] {
                let end = place + text.tokens.count * width
                result.append(mean(states[place..<end], from: text.start))
                place = end
            }
        }
        return result
    }

    private func embeddings(of tokens: [Int]) -> ArraySlice<Float> {
        let width = weights.shape.hidden
        let buffer = FloatBuffer(count: tokens.count * width)
        for (index, token) in tokens.enumerated() {
            weights.embedding.copyRow(token, to: buffer.pointer + index * width)
        }
        return buffer.array[...]
    }

    /// The mean of the states from a token on.
    private func mean(_ states: ArraySlice<Float>, from start: Int) -> [Float] {
        let width = weights.shape.hidden
        var sum = [Float](repeating: 0, count: width)
        let count = states.count / width
        for token in start..<count {
            for i in 0..<width { sum[i] += states[states.startIndex + token * width + i] }
        }
        return sum.map { $0 / Float(max(1, count - start)) }
    }
}

/// A name as the model is given it, and where in it the name itself begins.
private struct ReadName {
    let tokens: [Int]
    let start: Int

    init(_ name: NameVectors.Name, _ tokenizer: Tokenizer, most: Int) {
        let (before, text) =
            switch name {
            case .program(let words): ("", words)
            case .parameter(let name, let meaning):
                ("hyperparameter", " " + Self.spaced(name) + (meaning.map { ": \($0)" } ?? ""))
            case .choice(let choice, let parameter): (Self.spaced(parameter) + ":", " " + choice)
            }
        let opening = before.isEmpty ? [] : tokenizer.encode(before)
        let all = Array((opening + tokenizer.encode(text)).prefix(most))
        tokens = all.isEmpty ? [0] : all
        start = min(opening.count, tokens.count - 1)
    }

    /// As a word for word reader would want it: `min_samples_leaf` is three words.
    private static func spaced(_ name: String) -> String { name.replacing("_", with: " ") }
}
