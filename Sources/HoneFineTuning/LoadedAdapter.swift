import Foundation
import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

/// An adapter merged into its base model, ready to score configurations.
///
/// Loading takes the time of reading and merging the kept layers (well under a second); what it scores is kept on disk.
public struct LoadedAdapter: Sendable {
    /// The adapter's folder.
    public let folder: URL
    /// What is known of its training.
    public let record: FineTuningRecord
    /// SHA-256 of the adapter's weights.
    public var hash: String { scorer.adapterHash }
    package let scorer: LanguageModelScorer
    /// What the search asks.
    package var prior: LanguageModelPrior { LanguageModelPrior(scorer: scorer, families: record.families) }

    /// Where scores are kept, beside the weights.
    public static func scoreFolder(in home: URL) -> URL {
        home.appendingPathComponent("scores", isDirectory: true)
    }

    /// - Parameters:
    ///   - baseModel: the GGUF file or checkpoint's folder that the adapter was trained on.
    ///   - scoreFolder: where scores are kept between runs; nil for memory only.
    /// - Throws: `ModelFileError` or `FineTuningError.damagedRecord`, naming file and remedy.
    public init(folder: URL, baseModel: URL, scoreFolder: URL?) throws {
        record = try FineTuningRecord(contentsOf: folder)
        self.folder = folder
        let file = try LanguageModelFile(url: baseModel)
        // Hashing 98 MB takes half a second; a file of the catalogue that has the right size is taken at its word.
        let known = ModelCatalog.all.first { $0.url().standardizedFileURL == baseModel.standardizedFileURL }
        let model = try AdaptedModel(
            base: file, adapter: folder, baseModelHash: known?.status() == .present ? known?.sha256 : nil)
        scorer = try LanguageModelScorer(
            model, tokenizer: file.tokenizer(), adapterHash: model.card?.weightsHash ?? "",
            cacheFolder: scoreFolder)
    }
}
