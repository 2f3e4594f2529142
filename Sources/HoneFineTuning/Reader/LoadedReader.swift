import Foundation
import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneReader

/// A reader with what it reads names with.
public struct LoadedReader: Sendable {
    /// The reader's folder.
    public let folder: URL
    /// What is known of its training.
    public let record: ReaderRecord
    package let model: ReaderModel
    /// What the search asks before it has seen any trial.
    package var prior: ReaderPrior { ReaderPrior(model) }

    /// - Parameters:
    ///   - baseModel: the language model that it was trained with; read when a name is met that nobody has read yet.
    ///   - scoreFolder: where names' vectors are kept between runs; nil for memory only.
    /// - Throws: `ReaderError` or `FineTuningError.damagedRecord`, naming file and remedy.
    public init(folder: URL, baseModel: URL, scoreFolder: URL?) throws {
        let record = try ReaderRecord(contentsOf: folder)
        let file = try ReaderFile(reading: folder.appendingPathComponent(ReaderLibrary.weightsName))
        let layers = record.layers
        model = ReaderModel(
            file, hash: record.weightsHash, cacheFolder: scoreFolder, missing: record.missingNames
        ) { names in
            let base = try BaseModel(contentsOf: baseModel, layers: max(1, layers))
            guard base.hash == record.baseModelHash else {
                throw FineTuningError.damagedRecord(
                    path: folder.path, problem: "it was trained with \(record.baseModel), not with \(base.name)")
            }
            return try NameReader(base.weights, tokenizer: base.tokenizer, layers: layers).vectors(of: names)
        }
        self.folder = folder
        self.record = record
    }
}
