import Foundation
import HoneBase
import HoneKernels

/// A trained network as it lies on disk: shape, weights, how names' vectors become short ones, and the record of the training.
package struct ReaderFile: Sendable {
    package var weights: ReaderWeights
    /// From whoever reads names to `shape.nameWidth` numbers; empty where vectors come short already.
    package var projections: [NameProjection.Kind: NameProjection]
    /// The training in words and numbers: what it saw, how long, which figures it reached; JSON.
    package var record: JSON

    private static let format = "hone reader 1"

    package init(
        weights: ReaderWeights, projections: [NameProjection.Kind: NameProjection] = [:], record: JSON = .object([])
    ) {
        self.weights = weights
        self.projections = projections
        self.record = record
    }

    private var tensorFile: TensorFile {
        var tensors = weights.tensors()
        for (kind, projection) in projections.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            tensors += projection.tensors("names.\(kind.rawValue)")
        }
        var metadata = [
            "format": Self.format, "record": record.compactText, "shape": ReaderMetadata.text(weights.shape),
        ]
        metadata["names"] = projections.keys.map(\.rawValue).sorted().joined(separator: " ")
        return TensorFile(metadata: metadata, tensors: tensors)
    }

    /// The file's bytes.
    package func encoded() -> Data { tensorFile.encoded() }

    package func write(to url: URL) throws(FileError) { try tensorFile.write(to: url) }

    /// Reads and checks a file.
    ///
    /// - Throws: `ReaderError` for a file that is damaged, of another kind or of another version.
    package init(reading url: URL) throws(ReaderError) {
        try self.init(try TensorFile(reading: url), name: url.path)
    }

    package init(_ file: TensorFile, name: String) throws(ReaderError) {
        guard file.metadata["format"] == Self.format else {
            throw ReaderError(name, "it is no network of this version", remedy: "its format should be '\(Self.format)'")
        }
        let shape = try ReaderMetadata.shape(file.metadata["shape"], of: name)
        weights = try ReaderWeights(shape, tensors: file, name: name)
        var record = JSON.object([])
        do throws(JSONError) {
            record = try JSON(parsing: file.metadata["record"] ?? "{}")
        } catch {
            throw ReaderError(name, "its record is \(error.description)")
        }
        self.record = record
        projections = [:]
        for word in (file.metadata["names"] ?? "").split(separator: " ") {
            guard let kind = NameProjection.Kind(rawValue: String(word)) else {
                throw ReaderError(name, "it tells of names of the unknown kind '\(word.prefix(40))'")
            }
            projections[kind] = try NameProjection(
                tensors: file, prefix: "names.\(kind.rawValue)", components: shape.nameWidth, file: name)
        }
    }
}
