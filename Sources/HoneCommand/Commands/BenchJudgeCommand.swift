import ArgumentParser
import HoneBenchmarks
import HoneCore

struct BenchJudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "Test the report's intervals on studies whose truth is known.",
        discussion: """
            Simulates studies of differences between two methods, skewed and clustered as those on the tables are, and
            counts how often each kind of interval holds the true mean. The report uses the studentised one. 15x1 means 15
            clusters of one task, 8x3 eight of three; 1,1,2,5 says each cluster's tasks.
            """)

    @Option(help: ArgumentHelp("Simulated studies of each design.", valueName: "number"))
    var studies = 1000

    @Option(help: ArgumentHelp("Designs, separated by blanks.", valueName: "designs"))
    var designs = "15x1 8x3 20x3 30x2 60x1 1,1,1,2,2,2,3,3,4,5,6,8"

    @Option(help: ArgumentHelp("Runs of a task: seeds or draws.", valueName: "number"))
    var seeds = 3

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Skewness of the parts of a difference.", valueName: "number"))
    var skewness = -1.5

    @Option(help: ArgumentHelp("Standard deviation of clusters' parts.", valueName: "number"))
    var clusterDeviation = 0.03

    @Option(help: ArgumentHelp("Standard deviation of tasks' parts.", valueName: "number"))
    var taskDeviation = 0.05

    @Option(help: ArgumentHelp("Standard deviation of runs' parts.", valueName: "number"))
    var runDeviation = 0.05

    @Option(help: ArgumentHelp("Standard deviation of what all tasks of a draw share.", valueName: "number"))
    var drawDeviation = 0.0

    @Option(help: ArgumentHelp("Resampled means of a study.", valueName: "number"))
    var resamples = JudgedMean.resamples

    @OptionGroup var common: CommonOptions

    func validate() throws {
        for (name, value, most) in [
            ("studies", studies, 1_000_000), ("seeds", seeds, 1000), ("resamples", resamples, 1_000_000),
        ] where !(1...most).contains(value) {
            throw ValidationError("--\(name) \(value): it must be between 1 and \(most)")
        }
        for (name, value) in [
            ("cluster-deviation", clusterDeviation), ("task-deviation", taskDeviation), ("run-deviation", runDeviation),
            ("draw-deviation", drawDeviation),
        ] where !(value >= 0 && value.isFinite) {
            throw ValidationError("--\(name) \(value): it must be 0 or more")
        }
        guard skewness != 0, skewness.isFinite else { throw ValidationError("--skewness: any number but 0") }
        for design in designs.split(separator: " ") where Self.sizes(design) == nil {
            throw ValidationError("--designs \(design): such as 15x1 or 1,2,5, of two clusters or more")
        }
    }

    func run() async throws {
        var rows = [["design", "interval", "covers", "above", "below", "width"]]
        for design in designs.split(separator: " ") {
            guard let sizes = Self.sizes(design) else { continue }
            var simulated = SimulatedStudies(sizes: sizes)
            simulated.slots = seeds
            simulated.skewness = skewness
            simulated.clusterDeviation = clusterDeviation
            simulated.taskDeviation = taskDeviation
            simulated.runDeviation = runDeviation
            simulated.drawDeviation = drawDeviation
            let results = JudgeCoverage.measured(
                simulated, crossesSlots: drawDeviation > 0, count: studies, resamples: resamples,
                seed: common.seed ?? 0)
            if common.json {
                try Console.json(Record(design: String(design), studies: studies, intervals: results))
            }
            for result in results {
                rows.append(
                    [String(design), result.method]
                        + [result.covered, result.above, result.below, result.width].map { $0.fixedText(decimals: 3) })
            }
        }
        if !common.json { Console.line(AlignedText.of(rows)) }
    }

    private struct Record: Encodable {
        var design: String
        var studies: Int
        var intervals: [JudgeCoverage]
    }

    /// `8x3` as eight clusters of three tasks, `1,2,5` as three clusters.
    private static func sizes(_ design: Substring) -> [Int]? {
        let most = 10_000
        let parts = design.split(separator: "x", omittingEmptySubsequences: false)
        var sizes: [Int] = []
        if parts.count == 2, let clusters = Int(parts[0]), let tasks = Int(parts[1]), clusters <= most {
            sizes = Array(repeating: tasks, count: max(0, clusters))
        } else {
            sizes = design.split(separator: ",").compactMap { Int($0) }
            guard sizes.count == design.split(separator: ",", omittingEmptySubsequences: false).count else {
                return nil
            }
        }
        return sizes.count > 1 && sizes.allSatisfy { $0 > 0 && $0 <= most } ? sizes : nil
    }
}
