/// Why inputs cannot be run through a model.
package enum TransformerError: Error, Sendable, Hashable, CustomStringConvertible {
    case tooLong(positions: Int, contextLength: Int)
    case unknownToken(Int, vocabulary: Int)
    case unknownValueRow(Int, rows: Int)
    case empty(String)
    /// A target of a training text at an input that does not exist, or not in ascending order.
    case badTarget(input: Int, inputs: Int)
    case diverged(step: Int, loss: Double)
    /// The outcome of a pass holds numbers that are not finite.
    case notFinite

    package var description: String {
        switch self {
        case .tooLong(let positions, let contextLength):
            "The input reaches position \(positions), the model knows \(contextLength). Shorten the header or the rows."
        case .unknownToken(let token, let vocabulary):
            "Token \(token) is not in the model's vocabulary of \(vocabulary). Use the tokenizer of the same model file."
        case .unknownValueRow(let row, let rows):
            "Value row \(row) was asked for, the model has \(rows). Use values between 0 and \(rows - 1), or an adapter with more value rows."
        case .diverged(let step, let loss):
            "The fine-tuning diverged at step \(step) (loss \(loss)). Continue from the last checkpoint with a lower learning rate."
        case .badTarget(let input, let inputs):
            "A target stands at input \(input) of \(inputs). Give each input at most one target, in ascending order from 0 to \(inputs - 1)."
        case .notFinite:
            "The model's output is not finite: its weights or the adapter's are damaged or too large for single precision. Check them with `hone model info`, or fetch them again."
        case .empty(let what): "\(what) is empty. Give at least one input."
        }
    }
}
