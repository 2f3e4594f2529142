import Foundation
import HoneCore
import HonePastTrials
import HoneSearch

/// How an adapter was made and what it may be trusted with: `record.json` beside its weights and card.
///
/// The card says what is needed to load the weights; this says what the search and the benchmarks need: which datasets it
/// saw under all their names, how well it ranked tasks that it did not see, how objectives are spread in the families.
public struct FineTuningRecord: Sendable, Hashable, Codable {
    /// A dataset whose trials the adapter saw, under every name that means it.
    public struct SeenDataset: Sendable, Hashable, Codable {
        /// The dataset's name.
        public var name: String
        /// Its other names.
        public var aliases: [String]
        /// Hashes of its rows.
        public var fingerprints: [String]
        /// Trials on it.
        public var trials: Int

        /// A dataset that the adapter has seen.
        public init(name: String, aliases: [String], fingerprints: [String], trials: Int) {
            self.name = name
            self.aliases = aliases
            self.fingerprints = fingerprints
            self.trials = trials
        }
    }

    /// The loss at a step, for curves.
    public struct LossPoint: Sendable, Hashable, Codable {
        /// The step.
        public var step: Int
        /// Its loss.
        public var loss: Double

        /// A point of the curve of losses.
        public init(step: Int, loss: Double) {
            self.step = step
            self.loss = loss
        }
    }

    /// How a training ended before its last step.
    public struct EarlyStop: Sendable, Hashable, Codable {
        /// The last step that was made, of how many; `stepsDone` is the step of the weights that were kept.
        public var step: Int
        /// Steps that were planned.
        public var steps: Int
        /// Evaluations without a better one that were waited for.
        public var patience: Int

        /// A training that ended early.
        public init(step: Int, steps: Int, patience: Int) {
            self.step = step
            self.steps = steps
            self.patience = patience
        }
    }

    /// An adapter that a training went on from.
    public struct Start: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// SHA-256 of its weights.
        public var hash: String

        /// An adapter by name and weights' hash.
        public init(name: String, hash: String) {
            self.name = name
            self.hash = hash
        }
    }

    /// The record's file in the adapter's folder.
    public static let fileName = "record.json"
    /// Grows when a field changes its meaning.
    public static let currentVersion = 1

    /// Which version of Hone wrote it.
    public var version = FineTuningRecord.currentVersion
    /// The adapter's name.
    public var name: String
    /// The model that it adapts.
    public var baseModel: String
    /// How it was trained.
    public var recipe: FineTuningRecipe
    /// Content hash of the snapshot that it was trained on.
    public var snapshotHash: String
    /// What was left out on request.
    public var leftOut: [String]
    /// The datasets that it has seen.
    public var datasets: [SeenDataset]
    /// Trials that were trained on.
    public var trials: Int
    /// Steps that were made.
    public var stepsDone: Int
    /// Tokens that were trained on.
    public var tokens: Int
    /// The curve of losses.
    public var losses: [LossPoint]
    /// Judgements on held-out tasks.
    public var evaluations: [FineTuningEvaluation]
    /// Tasks that were held out of the training to watch it.
    public var heldOutTasks: [String]
    /// nil if it was trained to its last step.
    public var earlyStop: EarlyStop?
    /// nil if it was trained here; else where.
    public var environment: PEFTEnvironment?
    /// nil if the training began anew; else what it went on from.
    public var startedFrom: Start?
    /// What the search needs to know of each family it saw.
    public var families: [FamilySummary]
    /// Up to this distance (1 less a study's likeness to a family) the adapter's ranking was tested on datasets it had not seen.
    public var supportRadius = PriorScale.farthest

    /// Whether the adapter saw trials of a dataset, under any of its names or with its rows.
    public func saw(dataset name: String?, fingerprint: String? = nil, aliases: DatasetAliases = .standard) -> Bool {
        datasets.contains { seen in
            if let fingerprint, seen.fingerprints.contains(fingerprint) { return true }
            guard let name else { return false }
            return ([seen.name] + seen.aliases).contains { aliases.areSame($0, name) }
        }
    }

    /// Whether what the record keeps of its families holds a past task already.
    package func covers(_ task: PastTask) -> Bool {
        families.contains { $0.family == task.family } && saw(dataset: task.task.dataset)
    }

    /// Whether the adapter saw trials of a family or of one that shares its program.
    public func saw(family: String) -> Bool {
        families.contains { FamilyGroups.areSame($0.family, family) }
    }

    /// - Throws: `FineTuningError.damagedRecord` naming the file.
    public init(contentsOf folder: URL) throws {
        let url = folder.appendingPathComponent(Self.fileName)
        do {
            self = try JSONDecoder().decode(FineTuningRecord.self, from: Data(contentsOf: url))
        } catch let error as DecodingError {
            throw FineTuningError.damagedRecord(path: url.path, problem: Self.summary(of: error))
        } catch {
            throw FineTuningError.damagedRecord(path: url.path, problem: "it cannot be read")
        }
        guard version <= Self.currentVersion else {
            throw FineTuningError.damagedRecord(
                path: url.path, problem: "it is of version \(version), newer than this Hone's \(Self.currentVersion)")
        }
        if let problem = families.lazy.compactMap(\.inconsistency).first {
            throw FineTuningError.damagedRecord(path: url.path, problem: problem)
        }
    }

    package init(
        name: String, baseModel: String, recipe: FineTuningRecipe,
        snapshotHash: String, leftOut: [String], datasets: [SeenDataset], trials: Int, stepsDone: Int, tokens: Int,
        losses: [LossPoint], evaluations: [FineTuningEvaluation], heldOutTasks: [String], families: [FamilySummary]
    ) {
        self.name = name
        self.baseModel = baseModel
        self.recipe = recipe
        self.snapshotHash = snapshotHash
        self.leftOut = leftOut
        self.datasets = datasets
        self.trials = trials
        self.stepsDone = stepsDone
        self.tokens = tokens
        self.losses = losses
        self.evaluations = evaluations
        self.heldOutTasks = heldOutTasks
        self.families = families
    }

    /// The record as it is written: members in alphabetical order, so that equal records are equal files.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    private static func summary(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "it lacks \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "a wrong value at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
        case .dataCorrupted: "it is not JSON"
        @unknown default: "it cannot be decoded"
        }
    }
}
