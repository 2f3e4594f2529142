import HoneBase

/// Why inputs cannot be run through a model.
package enum TransformerError: HoneError, Hashable {
    case tooLong(positions: Int, contextLength: Int)
    case unknownToken(Int, vocabulary: Int)
    case unknownValueRow(Int, rows: Int)
    case empty(String)
    /// A target of a training text at an input that does not exist, or not in ascending order.
    case badTarget(input: Int, inputs: Int)
    case diverged(step: Int, loss: Double)
    /// The outcome of a pass holds numbers that are not finite.
    case notFinite

    package var place: String? { nil }

    package var problem: String {
        switch self {
        case .tooLong(let positions, let contextLength):
            "the input reaches position \(positions), the model knows \(contextLength)"
        case .unknownToken(let token, let vocabulary):
            "token \(token) is not in the model's vocabulary of \(vocabulary)"
        case .unknownValueRow(let row, let rows): "value row \(row) was asked for, the model has \(rows)"
        case .diverged(let step, let loss): "the fine-tuning diverged at step \(step) (loss \(loss))"
        case .badTarget(let input, let inputs): "a target stands at input \(input) of \(inputs)"
        case .notFinite:
            "the model's output is not finite: its weights or the adapter's are damaged or too large for single precision"
        case .empty(let what): "\(what) is empty"
        }
    }

    package var remedy: String? {
        switch self {
        case .tooLong: "shorten the header or the rows"
        case .unknownToken: "use the tokenizer of the same model file"
        case .unknownValueRow(_, let rows):
            "use values between 0 and \(rows - 1), or an adapter with more value rows"
        case .diverged: "continue from the last checkpoint with a lower learning rate"
        case .badTarget(_, let inputs):
            "give each input at most one target, in ascending order from 0 to \(inputs - 1)"
        case .notFinite: "check them with `hone model info`, or fetch them again"
        case .empty: "give at least one input"
        }
    }

    package var fault: Fault {
        if case .diverged = self { .program } else { .input }
    }
}
