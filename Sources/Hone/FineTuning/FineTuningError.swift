/// Why a fine-tuning run cannot start or go on.
public enum FineTuningError: Error, Sendable, Hashable, CustomStringConvertible {
    case recipe(name: String, value: String, remedy: String)
    /// The snapshot holds nothing to learn from.
    case noTrials(hash: String, leftOut: [String])
    /// A checkpoint belongs to another run.
    case otherRun(path: String, difference: String)
    case damagedCheckpoint(path: String, problem: String)
    case damagedRecord(path: String, problem: String)
    /// Training left the range of numbers.
    case diverged(step: Int, loss: Double)

    public var description: String {
        switch self {
        case .recipe(let name, let value, let remedy):
            "fine-tuning recipe, \(name): \(value) makes no sense; \(remedy)"
        case .noTrials(let hash, let leftOut):
            "database snapshot \(hash.prefix(8)): no task with at least two complete trials"
                + (leftOut.isEmpty ? "" : " after leaving out \(leftOut.joined(separator: ", "))")
                + "; import trials with hone db import, or leave out less"
        case .otherRun(let path, let difference):
            "\(path): this checkpoint belongs to another run (\(difference)); "
                + "choose another output folder, or delete this one to start anew"
        case .damagedCheckpoint(let path, let problem):
            "\(path): the checkpoint is damaged (\(problem)); delete it to start the training anew"
        case .damagedRecord(let path, let problem):
            "\(path): the adapter's record is damaged (\(problem)); run hone finetune again, or fetch the adapter anew"
        case .diverged(let step, let loss):
            "step \(step): the loss is \(loss); lower the learning rate in the recipe and start anew"
        }
    }
}
