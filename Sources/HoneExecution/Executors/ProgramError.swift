/// Why a program cannot be started.
public enum ProgramError: Error, Sendable, Hashable, CustomStringConvertible {
    case notFound(program: String, hint: String)
    case notExecutable(program: String, path: String, hint: String)
    case isFolder(program: String)
    /// The kernel refused (`posix_spawn`'s error number, in words).
    case refused(program: String, problem: String, hint: String)
    /// The working directory is gone.
    case noWorkingDirectory(path: String)

    public var description: String {
        switch self {
        case .notFound(let program, let hint): "\(program): there is no such program; \(hint)"
        case .notExecutable(let program, let path, let hint):
            "\(program): \(path == program ? "the file" : path) may not be executed; \(hint)"
        case .isFolder(let program): "\(program): this is a folder, not a program; name the program in it"
        case .refused(let program, let problem, let hint): "\(program): it could not be started (\(problem)); \(hint)"
        case .noWorkingDirectory(let path):
            "the working directory \(path) does not exist any more; start Hone in another folder"
        }
    }
}
