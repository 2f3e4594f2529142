import CSystem
import Foundation
import HoneCore

/// Starts the program of an attempt, inside the supervisor.
enum ProgramLauncher {
    /// - Returns: the process, the leader of a group of its own.
    static func launch(_ request: AttemptRequest) throws(ProgramError) -> pid_t {
        guard chdir(request.workingDirectory) == 0 else {
            throw .noWorkingDirectory(path: request.workingDirectory)
        }
        let program = request.arguments.first ?? ""
        let path = try ProgramLookup.resolve(program, workingDirectory: request.workingDirectory)
        let launcher = ProcessLauncher(
            path: path, arguments: request.arguments, environment: TrialEnvironment.variables(for: request),
            grouping: .ownGroup, standardOutput: request.files.standardOutput,
            standardError: request.files.standardError)
        do {
            return try launcher.launch()
        } catch {
            throw refusal(of: program, number: error.number)
        }
    }

    private static func refusal(of program: String, number: Int32) -> ProgramError {
        let problem = String(cString: strerror(number))
        let hint =
            switch number {
            case ENOENT:
                "the interpreter in its first line (#!) does not exist; correct that line or name the interpreter"
            case ENOEXEC:
                "it is neither a binary of this machine nor has it a first line such as #!/usr/bin/env python3; add one or name the interpreter"
            case E2BIG: "its arguments and environment are too long"
            case EACCES: "check its rights and those of its folders, and whether they are mounted noexec"
            case EAGAIN, ENOMEM: "the machine has no room for another process; run fewer trials at a time (-j)"
            default: "run it by hand to see more"
            }
        return .refused(program: program, problem: problem, hint: hint)
    }
}
