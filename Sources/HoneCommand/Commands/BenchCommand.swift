import ArgumentParser
import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import Synchronization

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Compare optimisers on tables of known results and on test functions; measure the model runtime.",
        subcommands: [
            BenchRunCommand.self, BenchReportCommand.self, BenchPredictCommand.self, BenchJudgeCommand.self,
            CurveBenchmarkCommand.self,
            RuntimeBenchmarkCommand.self, LogitsCommand.self, LibraryBenchmarkCommand.self,
            FunctionBenchmarkCommand.self,
            SuggestionBenchmarkCommand.self,
        ])
}

/// Which tasks are meant.
struct SuiteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Complete tables: \(BenchmarkSuite.tableSuiteNames.joined(separator: ", ")). Test functions: \(BenchmarkSuite.functionSuiteNames.joined(separator: ", ")).",
            valueName: "a,b,c"))
    var suite: String?

    @Option(
        help: ArgumentHelp(
            "A file of trials of any kind that hone db import takes, or a trial database: each dataset and model is a task, its complete trials the candidates.",
            valueName: "file"),
        completion: .file())
    var table: String?

    @Option(
        help: ArgumentHelp("A file with the models' search spaces, for --table.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var spaces: String?

    @Option(
        help: ArgumentHelp("Dimensions of bbob (5), zdt (10) and dtlz (7).", valueName: "a,b,c"))
    var dims: String?

    @Option(help: ArgumentHelp("Instances of bbob (1).", valueName: "a,b,c"))
    var instances: String?

    private static let mostDimensions = 1000

    func items() throws -> [BenchmarkSuite.Item] {
        let dimensions = try Self.numbers(dims, "--dims", 2...Self.mostDimensions)
        let instances = try Self.numbers(instances, "--instances", 1...Int(Int32.max))
        var items: [BenchmarkSuite.Item] = []
        for name in (suite ?? "").split(separator: ",") {
            let name = name.trimmingCharacters(in: .whitespaces)
            let functions = try BenchmarkSuite.functions(
                name, dimensions: dimensions, instances: instances.isEmpty ? [1] : instances)
            items += try functions?.items ?? BenchmarkSuite.tables(name).items
        }
        if let table {
            items += try BenchmarkSuite.trialsFile(table, spaces: spaces).items
        }
        return items
    }

    private static func numbers(_ text: String?, _ option: String, _ range: ClosedRange<Int>) throws -> [Int] {
        try (text ?? "").split(separator: ",").map { part in
            guard let number = Int(part.trimmingCharacters(in: .whitespaces)), range.contains(number) else {
                throw CommandFailure.wrongInput(
                    "\(option) \(part): a number between \(range.lowerBound) and \(range.upperBound)")
            }
            return number
        }
    }
}

struct BenchRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run optimisers on tasks whose every result is known.",
        discussion: """
            A run that was stopped goes on where it was when it is given the same --output. Each finished run is one line of
            JSON: method, task, seed, the rows in the order of evaluation, their values, the seconds of each suggestion. A method
            that cannot run on a task says so on a line of its own ("refused"), and the others go on.

            On a test function (--suite bbob) the whole space is searched. With several objectives a run's values are what it lacks
            of the front's hypervolume, in parts of it; under noise they are the true value of what is best by the noisy ones. Regret
            is 0 at the known optimum and 1 where random search is.

            Methods: \(BenchAdapterOptions.methodNames.joined(separator: ", ")). Those that learn from past tasks all
            read the same ones: what this machine's Hone knows (--past: something else), never the task's own data.
            """)

    @OptionGroup var suites: SuiteOptions

    @Option(help: ArgumentHelp("The optimisers to compare.", valueName: "a,b,c"))
    var methods = "random,gp"

    @Option(help: ArgumentHelp("How many runs of each method and task; the first has --seed (0).", valueName: "number"))
    var seeds = 5

    @Option(help: ArgumentHelp("Evaluations in a run.", valueName: "number"))
    var budget = 30

    @Option(help: ArgumentHelp("Only these tasks, such as hpobench/car.", valueName: "a,b,c"))
    var tasks: String?

    @Flag(name: .customLong("default"), help: "Tell every method the default configuration first.")
    var usesDefault = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Append the runs to this file, and skip those that it holds.", valueName: "file"),
        completion: .file(extensions: ["jsonl"]))
    var output: String?

    @Option(help: ArgumentHelp("Tasks at a time.", valueName: "number"))
    var workers = 2

    @OptionGroup var adapters: BenchAdapterOptions
    @OptionGroup var common: CommonOptions

    private static let mostSeeds = 100_000
    private static let highestSeed: UInt64 = 1_000_000_000

    func validate() throws {
        for (name, value) in [("seeds", seeds), ("budget", budget), ("workers", workers)] where value < 1 {
            throw ValidationError("--\(name) \(value): it must be 1 or more")
        }
        guard seeds <= Self.mostSeeds else {
            throw ValidationError(
                "--seeds \(seeds): more than \(Self.mostSeeds) runs of a method and task are never needed")
        }
        if let seed = common.seed, seed > Self.highestSeed {
            throw ValidationError(
                "--seed \(seed): a benchmark's seeds are numbered from 0 and at most \(Self.highestSeed)")
        }
    }

    func run() async throws {
        let items = try selectedItems()
        let first = Int(clamping: common.seed ?? 0)
        let names = self.methods.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let methods = try adapters.methods(names, workers: workers)
        let runner = BenchmarkRunner(
            methods: methods, items: items, seeds: Array(first..<first + seeds), budget: budget,
            usesDefault: usesDefault, workers: workers)
        let file = try output.map { try RunFile(path: $0) } ?? RunFile()
        let begun = ContinuousClock.now
        let isJSON = common.json
        let isQuiet = common.quiet || isJSON
        let refusals = Mutex<[RefusedRun]>([])
        let made = try await runner.run(into: file) { run in
            if isJSON, let line = try? RunFile.line(run) { Console.json(text: line) }
            guard !isQuiet else { return }
            let seconds = run.seconds.reduce(0, +)
            Console.note(
                "\(run.method) \(run.task) seed \(run.seed): best \(run.bestText) of \(run.order.count), \(seconds.clockText)"
                    + (run.note.map { " (\($0))" } ?? "")
            )
        } refused: { refusal in
            refusals.withLock { $0.append(refusal) }
            if isJSON, let line = try? refusal.line { Console.json(text: line) }
            if !isJSON { Console.note("\(refusal.method) \(refusal.task): \(refusal.refused)") }
        }
        if let first = refusals.withLock({ $0.first }), await file.runs.isEmpty {
            throw CommandFailure.wrongInput(
                isJSON
                    ? ""
                    : "hone bench run: nothing could run; \(first.method) on \(first.task): \(first.refused)"
                        + (first.remedy.map { "\n  \($0)" } ?? ""))
        }
        guard !isJSON else { return }
        if !isQuiet {
            Console.note("\(made) runs made in \((ContinuousClock.now - begun).clockText)")
        }
        let runs = await file.runs
        Console.line(try BenchReport.text(runs, items: items, byFamily: false))
    }

    private func selectedItems() throws -> [BenchmarkSuite.Item] {
        let items = try suites.items()
        guard !items.isEmpty else {
            throw CommandFailure.wrongInput(
                "hone bench run: name what to run on: --suite \(BenchmarkSuite.tableSuiteNames.joined(separator: ",")) or --table FILE"
            )
        }
        guard let tasks else { return items }
        let names = items.map(\.identity.name)
        return try tasks.split(separator: ",").map { name in
            guard let item = items.first(where: { $0.identity.name == name }) else {
                throw CommandFailure.wrongInput(
                    "--tasks \(name): there is no such task" + NearestName.hint(for: String(name), among: names))
            }
            return item
        }
    }
}

extension BenchmarkRun {
    fileprivate var bestText: String {
        guard let low = values.min(), let high = values.max() else { return "-" }
        return low == high ? low.metricText : "\(low.metricText) (worst \(high.metricText))"
    }
}
