import Foundation
import HoneBase

/// Why a program cannot be started.
public enum ProgramError: HoneError, Hashable {
    /// There is no such program.
    case notFound(program: String, hint: String)
    /// It is there, but may not be executed.
    case notExecutable(program: String, path: String, hint: String)
    /// It is a folder.
    case isFolder(program: String)
    /// The kernel refused (the error number, in words).
    case refused(program: String, problem: String, hint: String)
    /// The working directory is gone.
    case noWorkingDirectory(problem: String)
    /// Hone's own supervisor is in none of these places.
    case noSupervisor(places: [String])
    /// It is there and could not be started.
    case supervisorRefused(path: String, number: Int32)

    public var place: String? {
        switch self {
        case .notFound(let program, _), .notExecutable(let program, _, _), .isFolder(let program),
            .refused(let program, _, _):
            program
        case .noWorkingDirectory: nil
        case .noSupervisor: SupervisorNames.program
        case .supervisorRefused(let path, _): path
        }
    }

    public var problem: String {
        switch self {
        case .notFound: "there is no such program"
        case .notExecutable(let program, let path, _):
            "\(path == program ? "the file" : path) may not be executed"
        case .isFolder: "this is a folder, not a program"
        case .refused(_, let problem, _): "it could not be started (\(problem))"
        case .noWorkingDirectory(let problem): "the working directory cannot be entered (\(problem))"
        case .noSupervisor(let places):
            "Hone runs this program beside each trial, and it is not there (looked in \(places.joined(separator: ", ")))"
        case .supervisorRefused(_, let number):
            "Hone's supervisor could not be started (\(String(cString: strerror(number))))"
        }
    }

    public var remedy: String? {
        switch self {
        case .notFound(_, let hint), .notExecutable(_, _, let hint), .refused(_, _, let hint): hint
        case .isFolder: "name the program in it"
        case .noWorkingDirectory: "start Hone in another folder"
        case .noSupervisor: "build it with make setup, or name it in \(SupervisorNames.variable)"
        case .supervisorRefused(_, let number):
            Self.remedy(for: number) ?? "was it moved or deleted while Hone runs?"
        }
    }

    public var fault: Fault {
        switch self {
        case .notFound, .notExecutable, .isFolder, .noWorkingDirectory: .input
        case .refused: .program
        case .noSupervisor, .supervisorRefused: .surroundings
        }
    }
}

extension ProgramError {
    /// What the kernel's refusal means.
    ///
    /// - Parameters:
    ///   - program: as the user wrote it.
    ///   - step: where it happened, in the supervisor's words.
    ///   - number: the error number.
    static func refusal(of program: String, step: String, number: Int32) -> ProgramError {
        let problem = String(cString: strerror(number))
        switch (step, number) {
        case ("directory", _): return .noWorkingDirectory(problem: problem)
        case ("output", _), ("errors", _):
            let name = step == "output" ? "stdout" : "stderr"
            return .refused(
                program: program, problem: "\(name): \(problem)",
                hint: "the trial's folder has no place for its output; what an earlier attempt left there is in the way"
            )
        case ("exec", ENOENT):
            return .refused(
                program: program, problem: problem,
                hint: "the interpreter in its first line (#!) does not exist; correct that line or name the interpreter"
            )
        case (_, ENOEXEC):
            return .refused(
                program: program, problem: problem,
                hint:
                    "it is neither a binary of this machine nor has it a first line such as #!/usr/bin/env python3; add one or name the interpreter"
            )
        case (_, E2BIG):
            return .refused(program: program, problem: problem, hint: "its arguments and environment are too long")
        case (_, EACCES):
            return .refused(
                program: program, problem: problem,
                hint: "check its rights and those of its folders, and whether they are mounted noexec")
        default:
            return .refused(
                program: program, problem: problem, hint: remedy(for: number) ?? "run it by hand to see more")
        }
    }

    /// What helps where the machine has no room.
    private static func remedy(for number: Int32) -> String? {
        switch number {
        case EAGAIN, ENOMEM: "the machine has no room for another process; run fewer trials at a time (-j)"
        case EPIPE, ECONNRESET:
            "it may be of another version of Hone: make setup puts the one that belongs to this tool into its place"
        case EMFILE, ENFILE: "too many files are open; allow more (ulimit -n), or run fewer trials at a time (-j)"
        default: nil
        }
    }
}
