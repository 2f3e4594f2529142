import ArgumentParser
import Foundation
import Hone

/// Parses the command line, runs the command, and turns what it throws into a message and an exit code.
@main
enum Main {
    static func main() async {
        StandardStreams.secure()
        // A reader that goes away (| head) must not end a study.
        signal(SIGPIPE, SIG_IGN)
        do {
            try Arguments.check()
            try CommandEnding.checkSubcommand(CommandLine.arguments.dropFirst().first)
            var command = try await HoneCommand.asyncParseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            if let message = Console.outputError {
                Console.error(message)
                exit(ExitStatus.failed)
            }
        } catch {
            let ending = CommandEnding(of: error)
            if let text = ending.output { Console.line(text) }
            if let message = ending.message { Console.error(message) }
            if let message = Console.outputError {
                Console.error(message)
                exit(ending.exitCode == 0 ? ExitStatus.failed : ending.exitCode)
            }
            exit(ending.exitCode)
        }
    }
}
