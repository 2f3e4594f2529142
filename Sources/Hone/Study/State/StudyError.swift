import HoneCore

/// Why a study cannot be run, or not in this way.
public enum StudyError: HoneError, Hashable {
    /// There is nothing to run.
    case noCommand(study: String)
    /// The folder that the program runs in is gone.
    case noWorkingDirectory(study: String, path: String)
    /// A setting that makes no sense.
    case badSetting(name: String, problem: String, remedy: String? = nil)
    /// The store holds a study of this name that is described in another way: what is different, a line each.
    case changed(study: String, differences: [String])
    /// A closure returned no value of an objective, but others.
    case missingObjective(String, returned: [String])

    public var place: String? {
        switch self {
        case .noCommand(let study), .noWorkingDirectory(let study, _), .changed(let study, _): "study \(study)"
        case .badSetting(let name, _, _): name
        case .missingObjective: "objective"
        }
    }

    public var problem: String {
        switch self {
        case .noCommand: "it has no command to run"
        case .noWorkingDirectory(_, let path): "its program runs in \(path), and there is no such folder any more"
        case .badSetting(_, let problem, _): problem
        case .changed(_, let differences):
            "the store has one of this name that is described in another way (\(differences.joined(separator: "; ")))"
        case .missingObjective(let metric, let returned):
            returned.isEmpty
                ? "the closure returned no metrics, but \(metric) is wanted"
                : "the closure returned \(returned.joined(separator: ", ")), but no \(metric)"
        }
    }

    public var remedy: String? {
        switch self {
        case .noCommand: "give it one, such as python train.py, or evaluate its trials yourself: ask and tell"
        case .noWorkingDirectory: "put it back, or name the folder where it shall run from now on"
        case .badSetting(_, _, let remedy): remedy
        case .changed: "describe it as it was, adopt the new description (adoptDescription()), or choose another name"
        case .missingObjective(let metric, let returned):
            if let nearest = NearestName.find(metric, among: returned) {
                "return \(metric), or optimise \(nearest)"
            } else {
                "return it by that name, or report it as a step"
            }
        }
    }

    public var fault: Fault {
        switch self {
        case .noCommand, .noWorkingDirectory, .badSetting, .changed: .input
        case .missingObjective: .program
        }
    }
}
