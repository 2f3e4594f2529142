import ArgumentParser
import HoneBenchmarks
import HoneCore

struct BenchPredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Measure what optimisers expect of trials that they have not seen.",
        discussion: """
            For each task and seed some random trials are told, and the other rows (at most 300) are predicted. Printed are
            the negative log-likelihood (NLL) over 32 bins that all methods share, Spearman's rank correlation, and how many
            results lay within the central intervals of 50, 80 and 95 %. With trials, the bins are of the distance to the best
            of them, so that none of the rest is looked at; without, of the share of better rows. An even density over the bins has an NLL of
            3.47 with trials. --json prints a line for each method, task, seed and number of trials, then the report.
            """)

    @OptionGroup var suites: SuiteOptions

    @Option(help: ArgumentHelp("The optimisers to compare.", valueName: "a,b,c"))
    var methods = "gp"

    @Option(help: ArgumentHelp("Numbers of trials that are told: 0, or 3 and more.", valueName: "a,b,c"))
    var at = "0,5,10,20"

    @Option(help: ArgumentHelp("How many draws of trials; the first has --seed (0).", valueName: "number"))
    var seeds = 3

    @Flag(name: .customLong("default"), help: "Tell the default configuration first.")
    var usesDefault = false

    @Option(help: ArgumentHelp("Compare with this method (default: gp).", valueName: "method"))
    var against: String?

    @Option(
        help: ArgumentHelp(
            "What counts as independent: family, dataset or task (default: by what there is).", valueName: "kind"))
    var cluster: TaskClusters.Kind?

    @Flag(name: .shortAndLong, help: "Each family of tasks too.")
    var families = false

    @Option(help: ArgumentHelp("Tasks at a time.", valueName: "number"))
    var workers = 2

    @OptionGroup var adapters: BenchAdapterOptions
    @OptionGroup var common: CommonOptions

    private static let mostSeeds = 100_000
    private static let highestSeed: UInt64 = 1_000_000_000
    private static let mostTold = 10_000

    private var counts: [Int]? {
        let counts = at.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        let known = counts.compactMap(\.self)
        guard !known.isEmpty, known.count == counts.count,
            known.allSatisfy({ $0 == 0 || (3...Self.mostTold).contains($0) })
        else { return nil }
        return Set(known).sorted()
    }

    func validate() throws {
        guard counts != nil else {
            throw ValidationError(
                "--at \(at): numbers such as 0,5,10,20; one or two trials give no scale to measure by")
        }
        guard (1...Self.mostSeeds).contains(seeds) else {
            throw ValidationError("--seeds \(seeds): it must be between 1 and \(Self.mostSeeds)")
        }
        guard workers >= 1 else { throw ValidationError("--workers \(workers): it must be 1 or more") }
        if let seed = common.seed, seed > Self.highestSeed {
            throw ValidationError(
                "--seed \(seed): a benchmark's seeds are numbered from 0 and at most \(Self.highestSeed)")
        }
    }

    func run() async throws {
        let items = try suites.items()
        guard !items.isEmpty else {
            throw CommandFailure.wrongInput(
                "hone bench predict: name what to run on: --suite \(BenchmarkSuite.tableSuiteNames.joined(separator: ",")) or --table FILE"
            )
        }
        let names = methods.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if let against, !names.contains(against) {
            throw CommandFailure.wrongInput(
                "--against \(against): it is none of --methods" + NearestName.hint(for: against, among: names))
        }
        let first = Int(clamping: common.seed ?? 0)
        let runner = PredictionRunner(
            methods: try adapters.methods(names, workers: workers), items: items,
            seeds: Array(first..<first + seeds), counts: counts ?? [], usesDefault: usesDefault, workers: workers)
        let isJSON = common.json
        let isQuiet = common.quiet || isJSON
        let runs = try await runner.run { run in
            if isJSON { try? Console.json(run) }
            guard !isQuiet else { return }
            let score = run.score
            Console.note(
                "\(run.method) \(run.task) seed \(run.seed), \(run.told) told: NLL \(score.loss.fixedText(decimals: 3)), Spearman \(score.spearman.fixedText(decimals: 3))"
            )
        } refused: { refusal in
            if isJSON, let line = try? refusal.line { Console.json(text: line) }
            if !isJSON { Console.note("\(refusal.method) \(refusal.task): \(refusal.refused)") }
        }
        let report = PredictionReport(runs, against: against, clusters: cluster, seed: common.seed ?? 0)
        guard !isJSON else { return try Console.json(report) }
        var text = report.text()
        if families {
            for (family, report) in PredictionReport.byFamily(runs) { text += "\n\n" + report.text(title: family) }
        }
        Console.line(text)
    }
}
