import HoneBase

/// Why there is nothing to learn from.
public enum LearningError: HoneError, Hashable {
    /// None of the user's tasks has enough trials.
    case nothingOwn(tasks: Int, fewest: Int)
    /// All the user's tasks are on the data of the one that would be held out.
    case oneDataset(String)
    /// No task of the user's has the id that was to be held out.
    case noSuchTask(String, known: [String])

    public var place: String? {
        switch self {
        case .nothingOwn, .oneDataset: "hone learn"
        case .noSuchTask(let task, _): "--hold-out \(task)"
        }
    }

    public var problem: String {
        switch self {
        case .nothingOwn(0, _): "there are no studies of your own yet"
        case .nothingOwn(let tasks, let fewest):
            "none of your \(tasks) task\(tasks == 1 ? "" : "s") has \(fewest) trials with different values"
        case .oneDataset(let name): "all your studies are on the same data (\(name)), so none can be held out"
        case .noSuchTask(let task, let known):
            "none of your tasks has this name" + NearestName.hint(for: task, among: known)
        }
    }

    public var remedy: String? {
        switch self {
        case .nothingOwn: "run a study first (hone run), or import trials (hone db import FILE)"
        case .oneDataset:
            "say in their descriptions what data each is on (task: {dataset: NAME}), or run one on other data"
        case .noSuchTask(_, let known): "your tasks: \(known.joined(separator: ", "))"
        }
    }

    public var fault: Fault { .input }
}
