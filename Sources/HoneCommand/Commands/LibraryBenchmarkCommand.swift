import ArgumentParser
import HoneBenchmarks

/// `hone bench library`: the measuring side of `make bench-execution`.
struct LibraryBenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library",
        abstract: "Measure what a study costs beside its trials; prints JSON.",
        discussion: "`make bench-execution` runs it beside Optuna.", shouldDisplay: false)

    enum Work: String, ExpressibleByArgument, CaseIterable {
        case run
        case tell
    }

    @Option(help: "What to measure: trials that a runner starts, or that are asked for and told.")
    var work: Work

    @Option(help: "How many trials.")
    var trials = 1000

    @Option(help: ArgumentHelp("The store to make.", valueName: "file"), completion: .file(extensions: ["db"]))
    var store: String

    func validate() throws {
        guard (1...1_000_000).contains(trials) else {
            throw ValidationError("--trials \(trials) is not between 1 and 1000000.")
        }
    }

    func run() async throws {
        let benchmark = LibraryBenchmark(path: store, trials: trials)
        switch work {
        case .run: try Console.json(try await benchmark.run())
        case .tell: try Console.json(try await benchmark.tell())
        }
    }
}
