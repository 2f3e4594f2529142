import HoneCore

/// Why a fine-tuning run cannot start or go on.
public enum FineTuningError: HoneError, Hashable {
    /// A setting of the recipe that makes no sense.
    case recipe(name: String, value: String, remedy: String)
    /// The snapshot holds nothing to learn from.
    case noTrials(hash: String, leftOut: [String])
    /// A checkpoint belongs to another run.
    case otherRun(path: String, difference: String)
    /// A checkpoint that cannot be read.
    case damagedCheckpoint(path: String, problem: String)
    /// An adapter's record that cannot be read.
    case damagedRecord(path: String, problem: String)
    /// A text that is no amount of memory.
    case memorySize(String)
    /// No way to compute the training stays within the limit, in bytes.
    case memory(limit: Int, least: Int)
    /// More datasets are to be held out than can be.
    case validation(wanted: Int, datasets: Int)
    /// The training in a Python environment cannot start or go on.
    case python(problem: String, remedy: String)
    /// Training left the range of numbers.
    case diverged(step: Int, loss: Double)

    public var place: String? {
        switch self {
        case .recipe(let name, _, _): "fine-tuning recipe, \(name)"
        case .noTrials(let hash, _): "database snapshot \(hash.prefix(8))"
        case .otherRun(let path, _), .damagedCheckpoint(let path, _), .damagedRecord(let path, _): path
        case .memorySize(let text): "--memory \(text)"
        case .memory(let limit, _): "--memory \(MemorySize(bytes: limit))"
        case .validation: "--validate"
        case .python: nil
        case .diverged(let step, _): "step \(step)"
        }
    }

    public var problem: String {
        switch self {
        case .recipe(_, let value, _): "\(value) makes no sense"
        case .noTrials(_, let leftOut):
            "no task with at least two complete trials"
                + (leftOut.isEmpty ? "" : " after leaving out \(leftOut.joined(separator: ", "))")
        case .otherRun(_, let difference): "this checkpoint belongs to another run (\(difference))"
        case .damagedCheckpoint(_, let problem): "the checkpoint is damaged (\(problem))"
        case .damagedRecord(_, let problem): "the adapter's record is damaged (\(problem))"
        case .memorySize: "not an amount of memory"
        case .memory(_, let least):
            "too little for this training; the least that would do is \(MemorySize(bytes: least))"
        case .validation(let wanted, let datasets):
            "\(wanted) of \(datasets) datasets cannot be held out, at least one must be left to train on"
        case .python(let problem, _): problem
        case .diverged(_, let loss): "the loss is \(loss)"
        }
    }

    public var remedy: String? {
        switch self {
        case .recipe(_, _, let remedy), .python(_, let remedy): remedy
        case .noTrials: "import trials with hone db import, or leave out less"
        case .otherRun: "choose another output folder, or delete this one to start anew"
        case .damagedCheckpoint: "delete it to start the training anew"
        case .damagedRecord: "run hone finetune again, or fetch the adapter anew"
        case .memorySize: "write 2G or 1500M"
        case .memory: "allow that, or keep fewer layers (--layers) or a smaller rank (--rank)"
        case .validation: "import more trials with hone db import, or hold out fewer"
        case .diverged: "lower the learning rate in the recipe and start anew"
        }
    }

    public var fault: Fault {
        switch self {
        case .diverged: .program
        default: .input
        }
    }
}
