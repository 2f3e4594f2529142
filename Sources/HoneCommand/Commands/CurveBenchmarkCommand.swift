import ArgumentParser
import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import HoneSearch

/// `hone bench curves`: pruners on recorded learning curves.
struct CurveBenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curves", abstract: "Compare pruners on recorded learning curves, at equal epochs.",
        discussion: """
            A trial reports after every epoch; a pruner may end it. Regret is that of the best trial that was trained to its
            end: 0 at the best of the task's configurations, 1 at the worst. "share to unpruned" is the part of the epochs
            after which the method is as good as it is without a pruner after all of them.
            """)

    @Option(help: ArgumentHelp("What scripts/learning_curves.py wrote.", valueName: "folder"), completion: .directory)
    var folder = "Data/curves"

    @Option(help: ArgumentHelp("The optimisers.", valueName: "a,b,c"))
    var methods = "random,gp"

    @Option(
        help: ArgumentHelp(
            "Pruners as hone run takes them, with semicolons between them; none for none. asha, hyperband and curve are told the number of epochs unless max says another.",
            valueName: "a;b;c"))
    var pruners = "none;median;asha;hyperband;curve"

    @Option(help: ArgumentHelp("How many searches of each task; the first has --seed (0).", valueName: "number"))
    var seeds = 3

    @Option(help: ArgumentHelp("Epochs to spend, in whole trainings.", valueName: "number"))
    var trainings = 20

    @OptionGroup var common: CommonOptions

    private static let most = 100_000

    func validate() throws {
        for (name, value) in [("seeds", seeds), ("trainings", trainings)] where !(1...Self.most).contains(value) {
            throw ValidationError("--\(name) \(value): it must be between 1 and \(Self.most)")
        }
    }

    func run() async throws {
        let curves = try LearningCurves(folder: URL(fileURLWithPath: folder, isDirectory: true))
        let first = Int(clamping: common.seed ?? 0) % Self.most
        let benchmark = CurveBenchmark(curves, trainings: trainings, seeds: Array(first..<first + seeds))
        let names = methods.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        for name in names { _ = try BenchmarkMethod.registered(name) }
        let isQuiet = common.quiet || common.json
        let report = try await benchmark.run(methods: names, pruners: try namedPruners()) { method, pruner in
            if !isQuiet { Console.note("\(method), \(pruner)") }
        }
        if common.json { try Console.json(report) } else { Console.line(report.text) }
    }

    private func namedPruners() throws -> [CurveBenchmark.NamedPruner] {
        try pruners.split(separator: ";").map { part in
            let text = part.trimmingCharacters(in: .whitespaces)
            guard let choice = try StudyFilePruner.parse(text, place: "--pruners") else {
                return CurveBenchmark.NamedPruner(CurveBenchmark.unpruned) { _ in nil }
            }
            return CurveBenchmark.NamedPruner(text, pauses: choice.pauses) { epochs in
                try choice.knowing(epochs: epochs).pruner
            }
        }
    }
}

extension PrunerChoice {
    /// The choice with the number of epochs as its highest step, where it takes one and none was given.
    fileprivate func knowing(epochs: Int) throws -> PrunerChoice {
        guard kind.settings.contains(where: { $0.key == "max" }), settings["max"] == nil else { return self }
        var values = settings.mapValues { ParameterValue.float($0) }
        values["max"] = .int(epochs)
        if pauses { values[PrunerChoice.pauseKey] = .bool(true) }
        return try PrunerChoice(kind, settings: values, wrapped: wrapped)
    }
}
