/// Why a fine-tuning run cannot start or go on.
public enum FineTuningError: Error, Sendable, Hashable, CustomStringConvertible {
    case recipe(name: String, value: String, remedy: String)
    /// The snapshot holds nothing to learn from.
    case noTrials(hash: String, leftOut: [String])
    /// A checkpoint belongs to another run.
    case otherRun(path: String, difference: String)
    case damagedCheckpoint(path: String, problem: String)
    case damagedRecord(path: String, problem: String)
    case memorySize(String)
    /// No way to compute the training stays within the limit, in bytes.
    case memory(limit: Int, least: Int)
    case validation(wanted: Int, datasets: Int)
    /// The training in a Python environment cannot start or go on.
    case python(problem: String, remedy: String)
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
        case .memorySize(let text):
            "--memory \(text): not an amount of memory; write 2G or 1500M"
        case .memory(let limit, let least):
            "--memory \(MemorySize(bytes: limit)): too little for this training; the least that would do is "
                + "\(MemorySize(bytes: least)). Allow that, or keep fewer layers (--layers) or a smaller rank (--rank)"
        case .validation(let wanted, let datasets):
            "--validate: \(wanted) of \(datasets) datasets cannot be held out, at least one must be left to train on; "
                + "import more trials with hone db import, or hold out fewer"
        case .python(let problem, let remedy): "\(problem)\n  \(remedy)"
        case .diverged(let step, let loss):
            "step \(step): the loss is \(loss); lower the learning rate in the recipe and start anew"
        }
    }
}
