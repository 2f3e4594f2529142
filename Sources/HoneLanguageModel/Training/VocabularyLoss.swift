import Foundation
import HoneKernels

/// Cross-entropy of next tokens through the output matrix `[vocabulary, hidden]`, with its gradient.
///
/// Logits exist for a few rows at a time (each thread holds `rowsAtOnce` of them), so that memory does not grow with
/// the number of targets.
struct VocabularyLoss {
    let transformer: Transformer

    /// Enough rows for an efficient product; 12 MB a thread with a vocabulary of 49,152.
    private static let rowsAtOnce = 64

    /// Rows whose logits a thread holds.
    static func rowsPerThread(_ targets: Int, threads: Int) -> Int {
        min(rowsAtOnce, (targets + threads - 1) / threads)
    }

    /// Sum over the targets of their cross-entropies; overwrites `dx` `[targets, hidden]` with its gradient times
    /// `weight`.
    ///
    /// - Parameter x: hidden states after the final norm at the targets' inputs, `[targets, hidden]`.
    func loss(
        _ targets: [TrainingExample.TokenTarget], x: Rows, weight: Float, dx: Rows, workspace: Workspace
    ) -> Double {
        let vocabulary = transformer.shape.vocabulary
        let matrix = transformer.weights.outputMatrix
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let threads = transformer.threads
        let rowsAtOnce = Self.rowsPerThread(targets.count, threads: threads.count)
        let scratch = (0..<threads.count).map { _ in workspace.rows(rowsAtOnce, vocabulary) }
        var losses = [Double](repeating: 0, count: targets.count)
        losses.withUnsafeMutableBufferPointer { losses in
            // Shared by threads that write different elements.
            nonisolated(unsafe) let losses = losses
            threads.each { thread, count in
                let rows = targets.count * thread / count..<targets.count * (thread + 1) / count
                for first in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsAtOnce) {
                    let part = first..<min(first + rowsAtOnce, rows.upperBound)
                    let logits = scratch[thread][0..<part.count]
                    matrix.apply(x[part], into: logits)
                    for (index, row) in part.enumerated() {
                        losses[row] = Self.crossEntropy(
                            logits[index], vocabulary, token: targets[row].token, weight: weight)
                    }
                    matrix.applyTransposed(logits, into: dx[part])
                }
            }
        }
        return losses.reduce(0, +)
    }

    /// The cross-entropy of one row of logits, which its gradient times `weight` replaces.
    private static func crossEntropy(
        _ logits: UnsafeMutablePointer<Float>, _ count: Int, token: Int, weight: Float
    ) -> Double {
        let top = VectorMath.maximum(logits, count)
        let target = logits[token]
        let sum = VectorMath.exponentiate(logits, count, shift: top)
        VectorMath.scale(logits, count, by: weight / sum)
        logits[token] -= weight
        return Double(Foundation.log(sum)) - Double(target - top)
    }
}
