import HoneCore

/// Why a study cannot be run as it is described.
public enum StudyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is nothing to run.
    case noCommand(study: String)
    /// A number of the run's settings.
    case badSetting(name: String, problem: String)

    public var description: String {
        switch self {
        case .noCommand(let study):
            "study \(study) has no command to run: write it after --, such as hone run ... -- python train.py, or use hone ask and hone tell"
        case .badSetting(let name, let problem): "\(name): \(problem)"
        }
    }
}
