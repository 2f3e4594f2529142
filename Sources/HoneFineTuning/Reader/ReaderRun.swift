import Foundation
import HoneBase
import HoneCore
import HoneKernels
import HoneLanguageModel
import HoneModelSearch
import HonePastTrials
import HoneReader

/// Trains a reader on a snapshot of the trial database: the language model reads every name once, a small network learns what
/// places under such names are worth, given a study's own trials.
///
/// The output folder holds a checkpoint while it lasts, and the reader with its record when it ends. The same snapshot, recipe and
/// seed give the same weights, interrupted or not.
package struct ReaderRun: Sendable {
    package enum Event: Sendable {
        /// What will happen.
        case started(tasks: Int, trials: Int, programs: Int, heldOut: Int, steps: Int)
        /// Names are being read: how many.
        case reading(names: Int)
        case resumed(step: Int)
        case step(Int, of: Int, loss: Double, secondsLeft: Double)
        case looked(step: Int, quantile: Double, score: Double)
    }

    package enum Outcome: Sendable {
        case finished(ReaderRecord)
        case stopped(step: Int)
    }

    let snapshot: PastTrialsSnapshot
    let aliases: DatasetAliases
    let base: BaseModel
    package let layers: Int
    package var shape = ReaderShape()
    package var recipe = ReaderRecipe()
    /// What stands for names that are not read: nil to read them; else the control's random vectors.
    package var control: NameVectors.Missing?
    /// Tasks that watch the training instead of those that hashes choose: whole programs, which must not be in the snapshot.
    package var watched: [PastTrialsSnapshot.Entry] = []
    /// What is gone on from; nil: random weights.
    package var start: StartingReader? {
        didSet { if let start { shape = start.file.weights.shape } }
    }
    /// Whether tasks are held out of the snapshot to choose among states of the training. A user's few are all learnt from, and the
    /// last state is kept: what is watched judges only.
    package var isWatched = true
    /// Whether a checkpoint of another run makes way instead of being an error.
    package var discardsOtherCheckpoint = false
    let output: URL
    let threads: ComputeThreads

    /// Blocks of the language model that names are read with, where nobody says otherwise.
    package static let usualLayers = 20
    private static let checkpointName = "checkpoint.safetensors"
    private static let checkpointInterval = 200
    private static let lookExamples = 240

    /// - Parameters:
    ///   - base: with at least `layers` blocks.
    ///   - layers: blocks of the language model that names are read with.
    package init(
        _ snapshot: PastTrialsSnapshot, aliases: DatasetAliases = .standard, base: BaseModel, layers: Int = usualLayers,
        output: URL,
        threads: ComputeThreads = .machine
    ) {
        self.snapshot = snapshot
        self.aliases = aliases
        self.base = base
        self.layers = layers
        self.output = output
        self.threads = threads
    }

    /// Trains until the recipe's last step, or until `isStopping` says so after a step.
    package func run(isStopping: () -> Bool = { false }, progress: (Event) -> Void = { _ in }) throws -> Outcome {
        let began = ContinuousClock.now
        let prepared = try prepare()
        progress(
            .started(
                tasks: prepared.training.count, trials: prepared.training.reduce(0) { $0 + $1.trials.count },
                programs: Set(prepared.training.map(\.program)).count, heldOut: prepared.heldOut.count,
                steps: recipe.steps))
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        let (names, projections) = try read(prepared, progress)
        let sampler = try TaskSampler(prepared.training, names: names, shape: shape, recipe: recipe.sampling)
        let trainer = try ReaderTrainer(
            recipe, sampler: sampler, heldOut: isWatched ? try examples(prepared.heldOut, names) : [],
            start: try beginning(progress), threads: threads)
        let first = trainer.state.step
        let trainingBegan = ContinuousClock.now
        var looks = trainer.state.looks.count
        while !trainer.isFinished {
            let loss = try trainer.advance() ?? 0
            let step = trainer.state.step
            let spent = (ContinuousClock.now - trainingBegan).inSeconds
            progress(
                .step(
                    step, of: recipe.steps, loss: loss,
                    secondsLeft: spent / Double(max(1, step - first)) * Double(recipe.steps - step)))
            if trainer.state.looks.count > looks, let look = trainer.state.looks.last {
                looks = trainer.state.looks.count
                progress(.looked(step: step, quantile: look.quantile, score: look.score))
            }
            let stops = !trainer.isFinished && isStopping()
            if stops || step % Self.checkpointInterval == 0, !trainer.isFinished {
                try ReaderCheckpoint.write(trainer.state, recipe: recipe, notes: notes, to: checkpoint)
            }
            if stops { return .stopped(step: step) }
        }
        let weights = trainer.result().weights
        let judge = ReaderJudge(weights, names: names, shape: shape, threads: threads)
        let (judged, details) = try judge.judge(prepared)
        let lines = try details.map { String(decoding: try JSONEncoder.sorted.encode($0), as: UTF8.self) + "\n" }
            .joined()
        try AtomicFile.write(Data(lines.utf8), to: output.appendingPathComponent("judged.jsonl"))
        let before = try start.map {
            try ReaderJudge($0.file.weights, names: names, shape: shape, threads: threads).judge(prepared).judgements
        }
        let record = try save(
            weights, projections, prepared, looks: trainer.state.looks, judged, before: before,
            seconds: (ContinuousClock.now - began).inSeconds)
        try? FileManager.default.removeItem(at: checkpoint)
        return .finished(record)
    }

    // MARK: - What is trained on

    struct Prepared {
        var training: [ReaderTask] = []
        var unseenPrograms: [ReaderTask] = []
        var unseenDatasets: [ReaderTask] = []
        var heldOut: [ReaderTask] { unseenPrograms + unseenDatasets }
    }

    private func prepare() throws -> Prepared {
        var tasks: [ReaderTask] = []
        var groups: [String?] = []
        for entry in snapshot.entries {
            guard let task = ReaderTask(entry, alternatives: Synonyms.standard) else { continue }
            tasks.append(task)
            groups.append(entry.task.task.dataset.map(aliases.group(of:)))
        }
        guard !tasks.isEmpty else { throw FineTuningError.noTrials(hash: snapshot.hash, leftOut: snapshot.leftOut) }
        let split =
            isWatched
            ? ReaderSplit(programs: tasks.map(\.program), groups: groups, holdsOutPrograms: watched.isEmpty)
            : ReaderSplit(training: Array(tasks.indices))
        let known = split.training + split.unseenDatasets
        // A held-out dataset is read beside the other datasets of its program, as a new study will be.
        let surfaced = TasksWithSurfaces.of(known.map { tasks[$0] }, groups: known.map { groups[$0] })
        return Prepared(
            training: Array(surfaced[..<split.training.count]),
            unseenPrograms: split.unseenPrograms.map { tasks[$0] }
                + watched.compactMap { ReaderTask($0, alternatives: Synonyms.standard) },
            unseenDatasets: Array(surfaced[split.training.count...]))
    }

    /// Reads all names; the projections are fitted to those that are trained on.
    private func read(_ prepared: Prepared, _ progress: (Event) -> Void) throws
        -> (NameVectors, [NameProjection.Kind: NameProjection])
    {
        if let control { return (NameVectors(width: shape.nameWidth, missing: control), [:]) }
        let trained = TaskNames(prepared.training)
        let all = trained.union(TaskNames(prepared.heldOut))
        if let start, start.file.projections.isEmpty {
            return (NameVectors(width: shape.nameWidth, missing: start.record.missingNames), [:])
        }
        progress(.reading(names: all.names.count))
        let reader = NameReader(base.weights, tokenizer: base.tokenizer, layers: layers, threads: threads)
        let vectors = try reader.vectors(of: all.names)
        var projections: [NameProjection.Kind: NameProjection] = [:]
        for kind in NameProjection.Kind.allCases {
            let own = zip(all.names, vectors).filter { $0.0.kind == kind && trained.contains($0.0) }.map(\.1)
            projections[kind] =
                start?.file.projections[kind] ?? NameProjection(fitting: own, components: shape.nameWidth)
        }
        var names = NameVectors(width: shape.nameWidth)
        for (name, vector) in zip(all.names, vectors) { names.vectors[name] = projections[name.kind]?(vector) }
        return (names, projections)
    }

    private func examples(_ tasks: [ReaderTask], _ names: NameVectors) throws -> [ReaderExample] {
        guard !tasks.isEmpty else { return [] }
        return try TaskSampler(tasks, names: names, shape: shape, recipe: recipe.sampling.plain)
            .batch(Self.lookExamples, step: 0, seed: 1)
    }

    // MARK: - Checkpoint and result

    private var checkpoint: URL { output.appendingPathComponent(Self.checkpointName) }

    /// What a checkpoint must agree on.
    private var notes: [String: String] {
        var notes = ["snapshot": snapshot.hash, "base": base.hash, "layers": String(layers)]
        notes["start"] = start?.record.weightsHash
        return notes
    }

    private func beginning(_ progress: (Event) -> Void) throws -> ReaderTrainingState {
        guard FileManager.default.fileExists(atPath: checkpoint.path) else { return anew }
        guard let state = try? ownCheckpoint() else {
            guard discardsOtherCheckpoint else { return try ownCheckpoint() }
            try FileManager.default.removeItem(at: checkpoint)
            return anew
        }
        progress(.resumed(step: state.step))
        return state
    }

    private var anew: ReaderTrainingState {
        ReaderTrainingState(start?.file.weights.copy() ?? ReaderWeights(shape, seed: recipe.seed))
    }

    /// - Throws: `FineTuningError.otherRun` for a checkpoint of another run, `ReaderError` for a damaged one.
    private func ownCheckpoint() throws -> ReaderTrainingState {
        let found = try ReaderCheckpoint.read(checkpoint)
        guard found.recipe == recipe, found.notes == notes, found.state.weights.shape == shape else {
            throw FineTuningError.otherRun(path: checkpoint.path, difference: "another recipe or other past trials")
        }
        return found.state
    }

    private func save(
        _ weights: ReaderWeights, _ projections: [NameProjection.Kind: NameProjection], _ prepared: Prepared,
        looks: [ReaderTrainingState.Look], _ judged: [ReaderRecord.Judgement], before: [ReaderRecord.Judgement]?,
        seconds: Double
    ) throws -> ReaderRecord {
        let file = output.appendingPathComponent(ReaderLibrary.weightsName)
        let contents = ReaderFile(weights: weights, projections: projections)
        var record = ReaderRecord(
            name: output.lastPathComponent, base: base, layers: layers, snapshotHash: snapshot.hash,
            leftOut: snapshot.leftOut,
            datasets: FineTuningRecord.SeenDataset.of(
                snapshot, aliases: aliases, beside: start?.record.datasets ?? []),
            programs: programs(prepared.training), steps: recipe.steps, seconds: seconds,
            weights: weights.values.count,
            looks: looks.map { .init(step: $0.step, quantile: $0.quantile, score: $0.score) }, judgements: judged)
        record.control = control?.name ?? start?.record.control
        if let start {
            record.startedFrom = .init(name: start.record.name, hash: start.record.weightsHash)
            record.judgedBefore = before
        }
        try? FileManager.default.removeItem(at: output.appendingPathComponent(ReaderRecord.fileName))
        let bytes = contents.encoded()
        record.weightsHash = SHA256.hash(of: bytes).hexadecimal
        try AtomicFile.write(bytes, to: file)
        try AtomicFile.write(try record.encoded(), to: output.appendingPathComponent(ReaderRecord.fileName))
        return record
    }

    private func programs(_ tasks: [ReaderTask]) -> [ReaderRecord.Program] {
        Dictionary(grouping: tasks, by: \.program).map { text, tasks in
            ReaderRecord.Program(
                text: text, parameters: Set(tasks.flatMap { $0.parameters.map(\.name) }).sorted(), tasks: tasks.count,
                trials: tasks.reduce(0) { $0 + $1.trials.count })
        }.sorted { $0.text < $1.text }
    }
}

extension JSONEncoder {
    fileprivate static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
