import Foundation
import HoneLanguageModel

/// An adapter that PEFT saved, as `hone model info` prints it.
struct PEFTRecord: Encodable {
    var folder: String
    /// What its configuration calls the base model.
    var baseModel: String?
    /// The model of the catalogue that its matrices fit.
    var fits: String
    var modules: Int
    var layers: [Int]
    var targets: [String]
    var ranks: [Int]
    var parameters: Int

    /// - Throws: `ModelFileError` if the adapter is not plain LoRA, is damaged, or does not fit the base model.
    init(folder: URL, base: ModelFile) throws {
        let shape = try TransformerShape(GGUFFile(url: base.locate()))
        let (adapter, baseModel) = try LowRankAdapter.readingPEFT(folder, shape: shape)
        self.folder = folder.path
        self.baseModel = baseModel
        fits = base.name
        modules = adapter.modules.count
        layers = Set(adapter.modules.map(\.layer)).sorted()
        targets = LoRATarget.allCases.filter { target in adapter.modules.contains { $0.target == target } }
            .map(\.rawValue)
        ranks = Set(adapter.modules.map(\.rank)).sorted()
        parameters = adapter.parameterCount
    }

    var lines: [String] {
        [
            folder, "kind      LoRA saved by PEFT; what it was trained on is not known",
            "base      \(baseModel ?? "not named"); its matrices fit \(fits)",
            "matrices  rank \(ranks.map(String.init).joined(separator: ", ")) on \(modules) linear layers, \(parameters) weights",
            "on        \(targets.joined(separator: ", ")) of \(layers.count) blocks",
        ]
    }
}
