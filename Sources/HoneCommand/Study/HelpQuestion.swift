import Foundation
import Hone
import HoneCore
import HoneDescribing
import Synchronization

/// Asks a program for its help: shows what would run, waits for consent, runs it within limits.
struct HelpQuestion {
    /// What came back.
    struct Answer {
        /// The bytes that list the options.
        var text: [UInt8]
        /// What is worth knowing of how the program ended.
        var note: String?
        /// The command, as people read it.
        var shown: String

        /// Why nothing could be made of it.
        func failure(_ program: DescribedProgram) -> CommandFailure {
            let ending = note.map { " (\($0))" } ?? ""
            if program.optionCount > 0 {
                return .wrongInput(
                    "\(shown): none of its \(program.optionCount) options has the look of a hyperparameter\(ending); write the parameters as -p, or into a study.yaml"
                )
            }
            let said = String(decoding: text.suffix(2000), as: UTF8.self).split(whereSeparator: \.isNewline).suffix(3)
            let words =
                said.isEmpty ? "it printed nothing" : "it said: \(said.joined(separator: " / ").shortened(to: 300))"
            return .wrongInput("\(shown): no options can be read from what it prints\(ending); \(words)")
        }
    }

    var question: [String]
    /// Whether consent was given beforehand.
    var agreed: Bool
    /// Seconds.
    var timeout: Double
    /// A file that holds the help already; `-` for stdin.
    var file: String?
    var isQuiet: Bool

    func answer() throws -> Answer {
        let shown = ShellText.command(question)
        if let file { return Answer(text: try contents(of: file), note: nil, shown: file) }
        // Before anybody is asked whether it may run.
        _ = try ProgramLookup.resolve(question.first ?? "")
        try consent(to: shown)
        let interrupted = Flag()
        let watch = InterruptWatch { _ in interrupted.value.store(true, ordering: .relaxed) }
        defer { watch.stop() }
        let run = try HelpRun.run(question, timeout: timeout) { interrupted.value.load(ordering: .relaxed) }
        if run.ending == .interrupted { throw CommandFailure.failed("\(shown): it was ended; nothing was written") }
        return Answer(text: run.text, note: note(on: run.ending), shown: shown)
    }

    private func consent(to shown: String) throws {
        let place = FileManager.default.currentDirectoryPath
        if agreed {
            if !isQuiet { Console.note("running: \(shown)") }
            return
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure.wrongInput(
                "hone describe: this would run, in \(place):\n  \(shown)\n  Add --yes to run it, or --help-text FILE with what it prints."
            )
        }
        Console.prompt("This runs, in \(place):\n  \(shown)\nRun it? [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw CommandFailure.failed("nothing was run") }
    }

    /// Shared with whoever hears Ctrl-C.
    private final class Flag: Sendable {
        let value = Atomic(false)
    }

    private func note(on ending: HelpRun.Ending) -> String? {
        switch ending {
        case .exited(0), .interrupted: nil
        case .exited(let code): "it ended with exit code \(code)"
        case .signalled(let number): "it was ended by signal \(number)"
        case .timedOut:
            "it was ended after \(Duration.seconds(timeout).clockText), before it had ended by itself (--timeout)"
        case .tooLong: "it printed more than \(HelpRun.limit / 1024) kB, of which the rest was not read"
        }
    }

    private func contents(of file: String) throws -> [UInt8] {
        if file == "-" {
            let handle = FileHandle.standardInput
            return [UInt8](try handle.read(upToCount: HelpRun.limit) ?? Data())
        }
        do {
            var regular = try RegularFile(file)
            return regular.rest(limit: HelpRun.limit)
        } catch .missing {
            throw CommandFailure.wrongInput("--help-text \(file): there is no such file")
        } catch .notAFile(let kind) {
            throw CommandFailure.wrongInput("--help-text \(file): it is \(kind), not a file")
        } catch {
            throw CommandFailure.wrongInput("--help-text \(file): it cannot be read; check its permissions")
        }
    }
}
