import Foundation
import HoneKernels
import HoneLanguageModel

/// An adapter that a training goes on from, instead of from a low-rank update of nought.
package struct StartingAdapter: Sendable {
    package let record: FineTuningRecord
    package let hash: String
    let parameters: TrainableParameters

    /// - Throws: `ModelFileError` or `FineTuningError.damagedRecord`; an adapter of another base model is refused.
    package init(contentsOf folder: URL, for base: BaseModel) throws {
        record = try FineTuningRecord(contentsOf: folder)
        let adapter = try Adapter(folder: folder, shape: base.weights.shape, baseModelHash: base.hash)
        hash = adapter.hash
        parameters = adapter.parameters
    }

    /// A copy for a trainer to change.
    var state: FloatBuffer { FloatBuffer(parameters.buffer.array) }
}

extension FineTuningRecipe {
    /// The recipe with what an adapter's shape decides: a training that starts from it cannot choose these.
    package func continuing(_ other: FineTuningRecipe) -> FineTuningRecipe {
        var recipe = self
        recipe.layers = other.layers
        recipe.rank = other.rank
        recipe.alpha = other.alpha
        recipe.bins = other.bins
        return recipe
    }
}
