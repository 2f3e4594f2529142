import HoneCore

/// Why a study cannot be run as it is described.
public enum StudyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The command names a parameter that the space lacks.
    case unknownPlaceholder(argument: String, name: String, known: [String])
    /// There is nothing to run.
    case noCommand(study: String)
    /// The program cannot be run.
    case program(ProgramError)
    /// The pattern of `--metric-regex`.
    case badMetricPattern(pattern: String, problem: String)
    /// A number of the run's settings.
    case badSetting(name: String, problem: String)
    /// What was told does not fit the study.
    case badTell(trial: Int, problem: String)

    public var description: String {
        switch self {
        case .unknownPlaceholder(let argument, let name, let known):
            "command: {\(name)} in \"\(argument)\" is not a parameter" + NearestName.hint(for: name, among: known)
                + " (write {{\(name)}} for the text itself)"
        case .noCommand(let study):
            "study \(study) has no command to run: write it after --, such as hone run ... -- python train.py, or use hone ask and hone tell"
        case .program(let error): error.description
        case .badMetricPattern(_, let problem): "--metric-regex: \(problem)"
        case .badSetting(let name, let problem): "\(name): \(problem)"
        case .badTell(let trial, let problem): "trial \(trial): \(problem)"
        }
    }
}
