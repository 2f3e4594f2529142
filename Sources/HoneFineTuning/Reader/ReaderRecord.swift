import Foundation
import HoneCore
import HonePastTrials

/// How a reader was made and what it may be trusted with: `record.json` beside its weights.
public struct ReaderRecord: Sendable, Hashable, Codable {
    /// A program that it learnt from.
    public struct Program: Sendable, Hashable, Codable {
        /// In words, as it was read.
        public var text: String
        /// Names of its parameters, sorted.
        public var parameters: [String]
        /// Its tasks.
        public var tasks: Int
        /// Their trials.
        public var trials: Int
    }

    /// How well it does on tasks that it did not see.
    public struct Judgement: Sendable, Hashable, Codable {
        /// `programs` (none of their tasks was seen) or `datasets` (other tasks of their programs were).
        public var unseen: String
        /// How many tasks.
        public var tasks: Int
        /// Trials of the task that it was shown.
        public var shown: Int
        /// Spearman's rank correlation of predictions with results, the mean over the tasks.
        public var spearman: Double
        /// Negative log-likelihood of the results' bins, in nats; nil where nothing was shown.
        public var negativeLogLikelihood: Double?
        /// The rank correlation with the names of the parameters rotated: they lie then.
        public var rotatedNames: Double?
        /// The rank correlation without names.
        public var withoutNames: Double?
    }

    /// Grows when a field changes its meaning.
    public static let currentVersion = 1
    /// The record's file in the reader's folder.
    public static let fileName = "record.json"

    /// Which version of the format it is.
    public var version = ReaderRecord.currentVersion
    /// The reader's name.
    public var name: String
    /// The language model that reads the names.
    public var baseModel: String
    /// SHA-256 of its file.
    public var baseModelHash: String
    /// Its first blocks that are read with; 0: its embeddings alone.
    public var layers: Int
    /// What stood for names instead of reading them, in a control: `none` or `random`; nil where they are read.
    public var control: String?
    /// SHA-256 of the reader's weights.
    public var weightsHash = ""
    /// Content hash of the snapshot that it was trained on.
    public var snapshotHash: String
    /// What was left out on request.
    public var leftOut: [String]
    /// The datasets that it has seen.
    public var datasets: [FineTuningRecord.SeenDataset]
    /// The programs that it has seen.
    public var programs: [Program]
    /// Tasks that were trained on.
    public var tasks: Int
    /// Trials that were trained on.
    public var trials: Int
    /// Steps of optimisation.
    public var steps: Int
    /// Seconds that they took.
    public var seconds: Double
    /// Weights of the network.
    public var weights: Int
    /// Losses on held-out tasks, by step.
    public var looks: [Look]
    /// How well it does on tasks that it did not see.
    public var judgements: [Judgement]

    /// The reader that it goes on from; nil for one from random weights.
    public var startedFrom: FineTuningRecord.Start?
    /// How well that one did on the same tasks.
    public var judgedBefore: [Judgement]?

    /// A look at the held-out tasks.
    public struct Look: Sendable, Hashable, Codable {
        /// Behind which step.
        public var step: Int
        /// Cross-entropy of the place among all trials, in nats.
        public var quantile: Double
        /// Cross-entropy of the distance to the best shown.
        public var score: Double
    }

    /// - Throws: `FineTuningError.damagedRecord` naming the file.
    public init(contentsOf folder: URL) throws(FineTuningError) {
        let url = folder.appendingPathComponent(Self.fileName)
        guard let data = try? Data(contentsOf: url), let record = try? JSONDecoder().decode(Self.self, from: data)
        else {
            throw .damagedRecord(path: url.path, problem: "it cannot be read")
        }
        guard record.version <= Self.currentVersion else {
            throw .damagedRecord(path: url.path, problem: "it is of version \(record.version), newer than this Hone's")
        }
        self = record
    }

    /// How well it ranks the trials of programs that it did not see, before it is shown any.
    var ranking: Double? { Self.ranking(judgements) }
    /// The same of what it goes on from.
    var rankingBefore: Double? { judgedBefore.flatMap(Self.ranking) }

    private static func ranking(_ judgements: [Judgement]) -> Double? {
        judgements.first { $0.unseen == "programs" && $0.shown == 0 }?.spearman
    }

    init(
        name: String, base: BaseModel, layers: Int, snapshotHash: String, leftOut: [String],
        datasets: [FineTuningRecord.SeenDataset], programs: [Program], steps: Int, seconds: Double, weights: Int,
        looks: [Look], judgements: [Judgement]
    ) {
        self.name = name
        baseModel = base.name
        baseModelHash = base.hash
        self.layers = layers
        self.snapshotHash = snapshotHash
        self.leftOut = leftOut
        self.datasets = datasets
        self.programs = programs
        tasks = programs.reduce(0) { $0 + $1.tasks }
        trials = programs.reduce(0) { $0 + $1.trials }
        self.steps = steps
        self.seconds = seconds
        self.weights = weights
        self.looks = looks
        self.judgements = judgements
    }

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension ReaderRecord {
    /// Whether the reader saw trials of a dataset, under any of its names.
    public func saw(dataset name: String, aliases: DatasetAliases = .standard) -> Bool {
        datasets.contains { seen in ([seen.name] + seen.aliases).contains { aliases.areSame($0, name) } }
    }
}
