import ArgumentParser
import Foundation
import Hone
import HoneBenchmarks
import HoneCore

struct BenchReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Compare methods by their finished runs.",
        discussion: """
            First mean regret and ranks, then each method's difference to one that --against names: paired by task, seed
            and draw, with an interval that resamples whole datasets or families (Hone looks at which there are enough of),
            and a p value that is corrected for all comparisons of the table. Where the trials of --table carry a test
            metric of their own, such as test_error beside cv_error, a third table judges what each method would have
            chosen by it. `hone bench judge` shows how often such intervals hold what they should.
            """)

    @Argument(help: ArgumentHelp("Files that hone bench run wrote.", valueName: "file"), completion: .file())
    var files: [String]

    @Option(
        help: ArgumentHelp("The trials of tasks whose names begin with table/.", valueName: "file"),
        completion: .file(extensions: ["jsonl"]))
    var table: String?

    @Option(
        help: ArgumentHelp("A file with the models' search spaces, for --table.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var spaces: String?

    @Flag(name: .shortAndLong, help: "Each family of tasks too.")
    var families = false

    @Flag(help: "How often results lay within what was predicted: coverage of 50, 80 and 95 % intervals.")
    var coverage = false

    @Option(help: ArgumentHelp("Compare with this method (default: gp, or random).", valueName: "method"))
    var against: String?

    @Option(
        help: ArgumentHelp(
            "What counts as independent: family, dataset or task (default: by what there is).", valueName: "kind"))
    var cluster: TaskClusters.Kind?

    @Flag(help: "On how many tasks each method beats random search, and by how much.")
    var headline = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        var runs: [BenchmarkRun] = []
        for file in files { runs += try RunFile.read(file).runs.map(\.run) }
        var items = try BenchmarkSuite.tableSuiteNames.flatMap { try BenchmarkSuite.tables($0).items }
        if let table {
            items += try BenchmarkSuite.trialsFile(table, spaces: spaces).items
        }
        items += try Set(runs.map(\.task)).sorted().compactMap(BenchmarkSuite.functionItem(named:))
        if coverage {
            let report = CoverageReport(runs, scales: try BenchReport.scales(runs, items: items))
            if common.json { try Console.json(report) } else { Console.line(report.text) }
            return
        }
        if let against, !runs.contains(where: { $0.method == against }) {
            let known = Set(runs.map(\.method)).sorted()
            throw CommandFailure.wrongInput(
                "--against \(against): there is no run of it" + NearestName.hint(for: against, among: known))
        }
        let scales = try BenchReport.scales(runs, items: items)
        let judged = JudgedReport(
            runs, tasks: items.map(\.identity), scales: scales, heldOut: try BenchReport.heldOut(runs, items: items),
            against: against, clusters: cluster, hasHeadline: headline, seed: common.seed ?? 0)
        guard !common.json else { return try Console.json(judged) }
        var text = judged.text
        if families {
            text +=
                "\n\n"
                + BenchmarkReport.byFamily(runs, scales: scales).map { $0.1.text(title: $0.0) }.joined(
                    separator: "\n\n")
        }
        Console.line(text)
    }
}

extension TaskClusters.Kind: ExpressibleByArgument {}

/// Joins runs with the scales of their tasks.
enum BenchReport {
    static func scales(_ runs: [BenchmarkRun], items: [BenchmarkSuite.Item]) throws -> [String: RegretScale] {
        var scales: [String: RegretScale] = [:]
        for name in Set(runs.map(\.task)).sorted() {
            guard let item = items.first(where: { $0.identity.name == name }) else {
                throw BenchmarkError.unscored(task: name)
            }
            scales[name] = try item.scale()
        }
        return scales
    }

    /// Hidden test metrics of the runs' tasks, where their rows carry one.
    static func heldOut(_ runs: [BenchmarkRun], items: [BenchmarkSuite.Item]) throws -> [String: HeldOutMetric] {
        var metrics: [String: HeldOutMetric] = [:]
        for name in Set(runs.map(\.task)).sorted() where name.hasPrefix("table/") {
            guard let item = items.first(where: { $0.identity.name == name }) else { continue }
            let task = try item.load()
            metrics[name] = HeldOutMetric(task.metrics, objective: task.study.objective)
        }
        return metrics
    }

    static func text(_ runs: [BenchmarkRun], items: [BenchmarkSuite.Item], byFamily: Bool) throws -> String {
        let scales = try scales(runs, items: items)
        var parts = [BenchmarkReport(runs, scales: scales).text()]
        if byFamily {
            parts += BenchmarkReport.byFamily(runs, scales: scales).map { $0.1.text(title: $0.0) }
        }
        return parts.joined(separator: "\n\n")
    }
}
