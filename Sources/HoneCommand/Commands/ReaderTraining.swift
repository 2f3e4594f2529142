import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneLanguageModel

/// What `hone finetune` trains.
enum SurrogateKind: String, ExpressibleByArgument, CaseIterable {
    /// The language model itself, on trials as rows of symbols.
    case rows
    /// A small network over names that the language model read, which sees the study's own trials.
    case reader
}

/// `hone finetune --surrogate reader`.
struct ReaderTraining {
    var name: String
    var output: String?
    var steps: Int?
    var layers: Int?
    var control: String?
    let common: CommonOptions

    /// - Parameter watched: programs that were taken out of the snapshot to watch the training.
    func run(_ snapshot: PastTrialsSnapshot, watched: [PastTrialsSnapshot.Entry], aliases: DatasetAliases, base: URL)
        async throws
    {
        let folder =
            output.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? ReaderLibrary.standard.folder.appendingPathComponent(name, isDirectory: true)
        let reading = layers ?? ReaderRun.usualLayers
        var run = ReaderRun(
            snapshot, aliases: aliases, base: try BaseModel(contentsOf: base, layers: max(1, reading)), layers: reading,
            output: folder)
        run.watched = watched
        if let steps { run.recipe.steps = steps }
        if let seed = common.seed { run.recipe.seed = seed }
        switch control {
        case nil: break
        case "random": run.control = .random(seed: ReaderRun.controlSeed)
        case "none": run.control = .zeros
        case let other?: throw CommandFailure.wrongInput("--control \(other): write random or none")
        }
        let view = ReaderTrainingView(common: common)
        let training = run
        let outcome = try await LongTraining.run(
            onStop: { Console.note("stopping after this step; again to stop now") },
            { isStopping in try training.run(isStopping: isStopping) { view.handle($0) } })
        switch outcome {
        case .stopped(let step):
            Console.note("stopped after step \(step); the same command goes on from there")
            throw ExitCode(ExitStatus.failed)
        case .finished(let record): try view.finish(record, folder: folder)
        }
    }
}
