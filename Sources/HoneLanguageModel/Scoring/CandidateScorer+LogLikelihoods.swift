import Foundation

extension CandidateScorer {
    /// Natural logarithm of each candidate's probability as the prompt's continuation: the sum over its tokens of
    /// log p(token | prompt, tokens before it), in the candidates' order.
    ///
    /// The prompt's last input is computed with the candidates, since its state predicts their first token; logits
    /// exist for a few inputs at a time only.
    /// - Throws: `TransformerError`: an empty prompt or candidate, a value row among the candidates' inputs, an unknown
    ///   token, a position beyond the model's context.
    package func logLikelihoods(
        of candidates: [[InputRow]], after prompt: [InputRow]
    ) throws(TransformerError) -> [Double] {
        guard let last = prompt.last else { throw .empty("The prompt") }
        let targets = try candidates.map { (candidate) throws(TransformerError) in try tokens(candidate) }
        let plan = try plan(candidates.map { [last] + $0.dropLast() })
        var members = [[Int]](repeating: [], count: plan.rows.count)
        for (candidate, place) in plan.places.enumerated() { members[place].append(candidate) }
        var result = [Double](repeating: 0, count: candidates.count)
        for part in plan.passes {
            let states = try states(plan, part, after: Array(prompt.dropLast()), everywhere: true)
            let inputs = plan.inputs(of: part)
            // Which logarithms each input of the pass has to give, and to which candidates.
            var wanted = [[(token: Int, candidate: Int)]](repeating: [], count: part.inputs)
            for (offset, row) in part.rows.enumerated() {
                for candidate in members[row] {
                    for (depth, input) in inputs[offset].enumerated() {
                        wanted[input].append((targets[candidate][depth], candidate))
                    }
                }
            }
            addLogProbabilities(states, wanted, to: &result)
        }
        return result
    }

    private func tokens(_ candidate: [InputRow]) throws(TransformerError) -> [Int] {
        if candidate.isEmpty { throw .empty("A candidate") }
        return try candidate.map { (input) throws(TransformerError) in
            guard let token = input.token else { throw .valueRowAsAnswer(input.value ?? 0) }
            guard token < transformer.shape.vocabulary else {
                throw .unknownToken(token, vocabulary: transformer.shape.vocabulary)
            }
            return token
        }
    }

    /// Inputs whose logits exist at once: 64 rows of a vocabulary of 49,152 take 12 MB.
    private static let logitRows = 64

    private func addLogProbabilities(
        _ states: [Float], _ wanted: [[(token: Int, candidate: Int)]], to result: inout [Double]
    ) {
        let width = transformer.shape.hidden
        let vocabulary = transformer.shape.vocabulary
        for first in stride(from: 0, to: wanted.count, by: Self.logitRows) {
            let rows = first..<min(first + Self.logitRows, wanted.count)
            let logits = transformer.logits(Array(states[rows.lowerBound * width..<rows.upperBound * width]))
            let sums = transformer.logSums(logits)
            for row in rows {
                for (token, candidate) in wanted[row] {
                    let logit = logits[(row - first) * vocabulary + token]
                    result[candidate] += Double(logit) - sums[row - first]
                }
            }
        }
    }
}

extension Transformer {
    /// log(sum(e^x)) of every row of logits, `[rows, vocabulary]`; in double precision across a row's parts.
    func logSums(_ logits: [Float]) -> [Double] {
        let rows = logits.count / shape.vocabulary
        return [Double](unsafeUninitializedCapacity: rows) { buffer, count in
            count = rows
            guard let target = buffer.baseAddress else { return }
            nonisolated(unsafe) let sums = target
            logits.withUnsafeBufferPointer { source in
                guard let base = source.baseAddress else { return }
                nonisolated(unsafe) let x = base
                threads.split(rows) { range in
                    for row in range {
                        sums[row] = VectorMath.logSum(x + row * shape.vocabulary, shape.vocabulary)
                    }
                }
            }
        }
    }
}

extension VectorMath {
    /// log(sum(e^x)) of `count` >= 1 floats: partial sums of a few thousand in single precision, their sum in double.
    fileprivate static func logSum(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
        let top = maximum(x, count)
        var sum = 0.0
        for first in stride(from: 0, to: count, by: 4096) {
            let end = min(first + 4096, count)
            var part = Vector.zero
            var i = first
            while i &+ 8 <= end {
                part += exp(load(x + i) - top)
                i &+= 8
            }
            sum += Double(part.sum())
            while i < end {
                sum += Foundation.exp(Double(x[i] - top))
                i &+= 1
            }
        }
        return Double(top) + Foundation.log(sum)
    }
}
