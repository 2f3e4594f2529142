import Foundation

/// A folder with an adapter for some base model: one of Hone's own, with a card, or one that PEFT saved.
package enum AdapterFolder: Sendable {
    case own(Adapter)
    /// With what its configuration calls the base model.
    case peft(LowRankAdapter, baseModel: String?)

    /// - Parameters:
    ///   - shape: of the base model, before layers are left out.
    ///   - baseModelHash: SHA-256 of the base model's file, asked for if the adapter's card names one.
    /// - Throws: `ModelFileError`: not an adapter, damaged, or for another base model.
    package init(
        _ folder: URL, shape: TransformerShape, baseModelHash: () throws(ModelFileError) -> String
    ) throws(ModelFileError) {
        if Self.isOwn(folder) {
            self = .own(try Adapter(folder: folder, shape: shape, baseModelHash: try baseModelHash()))
        } else if LowRankAdapter.isPEFT(folder) {
            let (adapter, baseModel) = try LowRankAdapter.readingPEFT(folder, shape: shape)
            self = .peft(adapter, baseModel: baseModel)
        } else {
            throw ModelFileError(
                .unreadable, file: folder.path, place: "",
                problem: "holds neither card.json (an adapter of Hone) nor adapter_config.json (one of PEFT)",
                remedy: "Name an adapter that `hone model list` shows, or a folder that PEFT's `save_pretrained` wrote."
            )
        }
    }

    /// Whether a folder has a card.
    package static func isOwn(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(Adapter.cardName).path)
    }

    /// The low-rank matrices alone.
    package var matrices: LowRankAdapter {
        switch self {
        case .own(let adapter): LowRankAdapter(adapter.parameters)
        case .peft(let adapter, _): adapter
        }
    }
}
