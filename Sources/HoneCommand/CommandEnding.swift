import ArgumentParser
import Hone
import HoneBenchmarks
import HoneCore
import HoneLanguageModel

/// How the tool ends after an error: what it prints where, and its exit code (0 done, 1 it failed, 2 wrong use or input).
struct CommandEnding {
    /// For stdout: help, version, completion scripts.
    var output: String?
    /// For stderr.
    var message: String?
    var exitCode: Int32

    init(of error: any Error) {
        if let failure = error as? CommandFailure {
            message = failure.description.isEmpty ? nil : failure.description
            exitCode = failure.kind == .wrongInput ? ExitStatus.wrongInput : ExitStatus.failed
        } else if let exit = error as? ExitCode {
            exitCode = exit.rawValue
        } else if !(error is ValidationError), !Self.isFromParser(error) {
            message = Self.text(of: error)
            exitCode = Self.isWrongInput(error) ? ExitStatus.wrongInput : ExitStatus.failed
        } else {
            self = CommandEnding(ofUse: error)
        }
    }

    /// Errors and requests that ArgumentParser throws itself; the request for help is one of them.
    private init(ofUse error: any Error) {
        let code = HoneCommand.exitCode(for: error)
        if code.isSuccess {
            output = HoneCommand.fullMessage(for: error)
            exitCode = 0
        } else if code == .validationFailure {
            let command = Self.commandName(in: HoneCommand.fullMessage(for: error))
            let problem = HoneCommand.message(for: error)
            message = "\(command): \(problem)\(Self.hint(for: problem, of: command))\n  See: \(command) --help"
            exitCode = ExitStatus.wrongInput
        } else {
            message = HoneCommand.message(for: error)
            exitCode = ExitStatus.failed
        }
    }

    /// The parser's full message ends with the usage of the command that was meant: `Usage: hone run [<options>]`.
    private static func commandName(in fullMessage: String) -> String {
        let lines = fullMessage.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }
        guard let usage = lines.first(where: { $0.hasPrefix("Usage: ") }) else { return "hone" }
        return usage.split(separator: " ").dropFirst().prefix { word in !"[<-(".contains(word.prefix(1)) }
            .joined(separator: " ")
    }

    /// Names a misspelt subcommand before the parser stumbles over what follows it.
    ///
    /// - Throws: `CommandFailure` if the first word is neither an option nor a command.
    static func checkSubcommand(_ word: String?) throws {
        let known = HoneCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let word, !word.hasPrefix("-"), !known.contains(word) else { return }
        let hint = NearestName.hint(for: word, among: known)
        throw CommandFailure.wrongInput("hone: \(word.shortened(to: 60)) is not a command\(hint)\n  See: hone --help")
    }

    /// What was probably meant by a word that the parser did not expect.
    private static func hint(for problem: String, of command: String) -> String {
        guard problem.contains("nexpected argument"), let word = problem.split(separator: "'").dropFirst().first else {
            return ""
        }
        switch command {
        case "hone":
            let known = HoneCommand.configuration.subcommands
            return NearestName.hint(for: String(word), among: known.compactMap { $0.configuration.commandName })
        case "hone run", "hone check": return "; the program and its arguments stand after --"
        default: return ""
        }
    }

    /// What an error says, in the words of the command line where the library's are neutral.
    private static func text(of error: any Error) -> String {
        switch error {
        case let error as StoreError:
            guard let remedy = error.commandRemedy else { return error.description }
            return (error.place.map { "\($0): " } ?? "") + "\(error.problem); \(remedy)"
        case OptimizerSetupError.noSuchAdapter, OptimizerSetupError.needsNoAdapter:
            // Their place is `adapter NAME`, which was given by the flag of that name.
            return "--\(error)"
        default: return "\(error)"
        }
    }

    private static func isFromParser(_ error: any Error) -> Bool {
        // ArgumentParser's own error types are internal; their module tells them apart.
        String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }

    /// Whether what was asked for has to change; every error of the library says so itself.
    private static func isWrongInput(_ error: any Error) -> Bool { (error as? any HoneError)?.fault == .input }
}
