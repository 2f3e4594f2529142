import ArgumentParser
import HoneBenchmarks

/// `hone bench suggest`: the measuring side of `make bench-search`.
struct SuggestionBenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Time an optimiser's suggestions on a test function; prints JSON.",
        discussion: "`make bench-search` runs it beside Optuna, Rustuna, cmaes and BoTorch.", shouldDisplay: false)

    @Option(help: "The optimiser.")
    var method: String

    @Option(help: "The function, such as bbob/f8-rosenbrock-d8-i1.")
    var task = "bbob/f8-rosenbrock-d8-i1"

    @Option(help: "Trials at random before the first suggestion.")
    var known = 0

    @Option(help: "Suggestions, each of them evaluated.")
    var suggestions = 1

    @Option(help: "Of the trials and the suggestions.")
    var seed: UInt64 = 0

    private static let most = 1_000_000

    func validate() throws {
        guard (0...Self.most).contains(known), (1...Self.most).contains(suggestions) else {
            throw ValidationError("--known and --suggestions go to \(Self.most)")
        }
    }

    func run() async throws {
        guard let item = try BenchmarkSuite.functionItem(named: task) else {
            throw CommandFailure.wrongInput("--task \(task): there is no such function")
        }
        let benchmark = SuggestionBenchmark(
            try .registered(method), task: try item.load(), known: known, count: suggestions, seed: seed)
        try Console.json(try await benchmark.run())
    }
}
