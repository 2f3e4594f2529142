import ArgumentParser
import HoneBenchmarks

/// `hone bench function`: the test functions for peers in other languages.
struct FunctionBenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "function",
        abstract: "Evaluate test functions: one line of JSON for every line on standard input.",
        discussion: """
            {"task": "bbob/f1-sphere-d5-i1", "seed": 0} begins a run and answers with the space; {"configuration": {...}}
            answers with what an optimiser may be told, and the value that hone bench run would write.
            """,
        shouldDisplay: false)

    @OptionGroup var suites: SuiteOptions

    @Flag(help: "Print the names of the suites' functions instead.")
    var list = false

    func run() throws {
        if list {
            for item in try suites.items() { Console.line(item.identity.name) }
            return
        }
        var session = FunctionSession()
        while let line = readLine() {
            guard !line.isEmpty else { continue }
            Console.json(text: try session.answer(line))
        }
    }
}
