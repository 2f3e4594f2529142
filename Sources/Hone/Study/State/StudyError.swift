import HoneCore

/// Why a study cannot be run as it is described.
public enum StudyError: HoneError, Hashable {
    /// There is nothing to run.
    case noCommand(study: String)
    /// The folder that the program runs in is gone.
    case noWorkingDirectory(study: String, path: String)
    /// A number of the run's settings.
    case badSetting(name: String, problem: String)

    public var place: String? {
        switch self {
        case .noCommand(let study), .noWorkingDirectory(let study, _): "study \(study)"
        case .badSetting(let name, _): name
        }
    }

    public var problem: String {
        switch self {
        case .noCommand: "it has no command to run"
        case .noWorkingDirectory(_, let path): "its program runs in \(path), and there is no such folder any more"
        case .badSetting(_, let problem): problem
        }
    }

    public var remedy: String? {
        switch self {
        case .noCommand:
            "write it after --, such as hone run ... -- python train.py, or use hone ask and hone tell"
        case .noWorkingDirectory:
            "put it back, or repeat the study's whole command with --edit in the folder where it shall run"
        case .badSetting: nil
        }
    }

    public var fault: Fault { .input }
}
