import Foundation
import HoneBase
import HoneKernels

/// A training frozen between two steps, in one file that is replaced in one step.
package enum ReaderCheckpoint {
    private static let format = "hone reader training 1"

    private struct Contents: Codable {
        var recipe: ReaderRecipe
        var step: Int
        var looks: [ReaderTrainingState.Look]
        var snapshots: [Place]

        struct Place: Codable {
            var step: Int
            var loss: Double
        }
    }

    /// - Parameter notes: what the owner wants back: hashes of what it trains on.
    package static func write(
        _ state: ReaderTrainingState, recipe: ReaderRecipe, notes: [String: String] = [:], to url: URL
    ) throws(FileError) {
        let count = state.weights.layout.count
        var tensors = [
            TensorFile.Tensor("weights", shape: [count], values: state.weights.values.array),
            TensorFile.Tensor("first_moments", shape: [count], values: state.firstMoments.array),
            TensorFile.Tensor("second_moments", shape: [count], values: state.secondMoments.array),
        ]
        for (index, snapshot) in state.snapshots.enumerated() {
            tensors.append(TensorFile.Tensor("snapshot\(index)", shape: [count], values: snapshot.weights.array))
        }
        let contents = Contents(
            recipe: recipe, step: state.step, looks: state.looks,
            snapshots: state.snapshots.map { Contents.Place(step: $0.step, loss: $0.loss) })
        let metadata = [
            "format": format, "shape": ReaderMetadata.text(state.weights.shape),
            "training": ReaderMetadata.text(contents), "notes": ReaderMetadata.text(notes),
        ]
        try TensorFile(metadata: metadata, tensors: tensors).write(to: url)
    }

    /// - Throws: `ReaderError` if the file is damaged or no checkpoint.
    package static func read(
        _ url: URL
    ) throws(ReaderError) -> (state: ReaderTrainingState, recipe: ReaderRecipe, notes: [String: String]) {
        let file = try TensorFile(reading: url)
        let name = url.path
        guard file.metadata["format"] == format else {
            throw ReaderError(name, "it is no checkpoint of this version", remedy: "remove it to begin again")
        }
        let shape = try ReaderMetadata.shape(file.metadata["shape"], of: name)
        let contents = try ReaderMetadata.value(Contents.self, file.metadata["training"], "training", of: name)
        let notes = try ReaderMetadata.value([String: String].self, file.metadata["notes"], "notes", of: name)
        if let problem = contents.recipe.inconsistency {
            throw ReaderError(name, "its recipe is impossible: \(problem)")
        }
        guard contents.step >= 0, contents.snapshots.count <= contents.recipe.snapshots else {
            throw ReaderError(name, "it has step \(contents.step) and \(contents.snapshots.count) snapshots")
        }
        let layout = ReaderLayout(shape)
        func buffer(_ tensor: String) throws(ReaderError) -> FloatBuffer {
            FloatBuffer(try file.values(tensor, shape: [layout.count], of: name))
        }
        var state = ReaderTrainingState(ReaderWeights(layout: layout, values: try buffer("weights")))
        state.firstMoments = try buffer("first_moments")
        state.secondMoments = try buffer("second_moments")
        state.step = contents.step
        state.looks = contents.looks
        for (index, place) in contents.snapshots.enumerated() {
            state.snapshots.append(
                ReaderTrainingState.Snapshot(
                    step: place.step, loss: place.loss, weights: try buffer("snapshot\(index)")))
        }
        return (state, contents.recipe, notes)
    }
}
