import Foundation
import HoneCore

/// A GGUF file (versions 2 and 3, little endian): metadata, tensor directory and weights, mapped and never copied whole.
///
/// Opening reads header and directory only and checks every size against the file before anything is allocated, so a
/// hostile file costs at most a small multiple of its own size. Afterwards tensors can be read without further checks.
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
package struct GGUFFile: Sendable {
    package let url: URL
    package let version: UInt32
    package let metadata: [String: GGUFValue]
    /// In the order of the file's directory.
    package let tensors: [GGUFTensor]

    private let mapping: MappedFile
    private let tensorIndices: [String: Int]

    static let remedy = "Fetch the weights again (make setup, or python3 scripts/fetch_weights.py --verify)."

    /// Opens and checks a file.
    ///
    /// - Throws: `ModelFileError` naming the file, the place in it and the remedy.
    package init(url: URL) throws(ModelFileError) {
        try self.init(url: url, mapping: try MappedFile(url: url, remedy: Self.remedy))
    }

    /// Checks contents that are in memory already; `name` stands for the file in errors.
    package init(contents: [UInt8], name: String) throws(ModelFileError) {
        try self.init(url: URL(fileURLWithPath: name), mapping: MappedFile(copying: contents, path: name))
    }

    private init(url: URL, mapping: MappedFile) throws(ModelFileError) {
        let directory = try GGUFDirectory(bytes: mapping.bytes, path: mapping.path)
        self.url = url
        self.mapping = mapping
        version = directory.version
        metadata = directory.metadata
        tensors = directory.tensors
        tensorIndices = directory.tensorIndices
    }

    package func tensor(named name: String) -> GGUFTensor? { tensorIndices[name].map { tensors[$0] } }

    /// The tensor of that name, which must have this row-major shape if one is given.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if it is missing or has another shape.
    package func requiredTensor(_ name: String, shape: [Int]? = nil) throws(ModelFileError) -> GGUFTensor {
        guard let tensor = tensor(named: name) else {
            throw mismatch(
                "tensor \(ModelFileError.quoted(name))", "is missing; the file holds \(tensors.count) tensors")
        }
        if let shape, shape != tensor.shape {
            throw mismatch("tensor \(ModelFileError.quoted(name))", "has shape \(tensor.shape), expected \(shape)")
        }
        return tensor
    }

    /// The metadata value of that key read with `cast`, as in `required("llama.block_count", as: \.integer)`.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if the key is missing or its value of another kind.
    package func required<Value>(_ key: String, as cast: (GGUFValue) -> Value?) throws(ModelFileError) -> Value {
        guard let value = metadata[key] else { throw mismatch("metadata '\(key)'", "is missing") }
        guard let result = cast(value) else { throw mismatch("metadata '\(key)'", "has a value of an unexpected kind") }
        return result
    }

    /// All elements of a tensor as `Float`, row major.
    package func dequantized(_ name: String) throws(ModelFileError) -> [Float] {
        let tensor = try requiredTensor(name)
        return [Float](unsafeUninitializedCapacity: tensor.elementCount) { buffer, count in
            dequantize(tensor, rows: 0..<tensor.rows, into: buffer)
            count = tensor.elementCount
        }
    }

    /// Writes all elements of a tensor, row major, to the beginning of `buffer`.
    ///
    /// - Throws: `ModelFileError` if there is no such tensor or `buffer` is too short for it.
    package func dequantize(_ name: String, into buffer: UnsafeMutableBufferPointer<Float>) throws(ModelFileError) {
        let tensor = try requiredTensor(name)
        guard buffer.count >= tensor.elementCount else {
            throw mismatch(
                "tensor \(ModelFileError.quoted(name))",
                "has \(tensor.elementCount) elements, more than the \(buffer.count) that were expected")
        }
        dequantize(tensor, rows: 0..<tensor.rows, into: buffer)
    }

    /// Writes some rows of a tensor of this file (`rows.count * tensor.columns` elements) to the beginning of `buffer`.
    ///
    /// - Precondition: `tensor` is from this file, `rows` within it, and `buffer` is long enough.
    package func dequantize(
        _ tensor: GGUFTensor, rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= tensor.rows && tensor.byteRange.upperBound <= mapping.bytes.count
        )
        precondition(buffer.count >= rows.count * tensor.columns)
        guard !rows.isEmpty, let base = mapping.bytes.baseAddress, let output = buffer.baseAddress else { return }
        let source = base + tensor.byteRange.lowerBound + rows.lowerBound * tensor.bytesPerRow
        withExtendedLifetime(mapping) {
            Dequantization.decode(
                tensor.type, source, blocks: rows.count * tensor.columns / tensor.type.elementsPerBlock, into: output)
        }
    }

    /// - Throws: `ModelFileError` (`malformed`) if a tensor of this file holds infinities or NaNs, which would make all
    ///   that is computed from it meaningless. Costs little beside decoding it.
    func requireFinite(_ tensor: GGUFTensor) throws(ModelFileError) {
        let isFinite = withBytes(of: tensor) { bytes in
            bytes.baseAddress.map {
                Dequantization.isFinite(
                    tensor.type, $0, blocks: tensor.elementCount / tensor.type.elementsPerBlock)
            } ?? true
        }
        guard isFinite else {
            throw ModelFileError(
                .malformed, file: url.path, place: "tensor \(ModelFileError.quoted(tensor.name))",
                problem: "holds numbers that are not finite, or too large for weights", remedy: Self.remedy)
        }
    }

    /// The stored bytes of a tensor of this file, in the layout of its type.
    package func withBytes<Result>(of tensor: GGUFTensor, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
        -> Result
    {
        try withExtendedLifetime(mapping) {
            try body(UnsafeRawBufferPointer(rebasing: mapping.bytes[tensor.byteRange]))
        }
    }

    /// Lets go of the memory that a tensor's stored bytes take, once they are held in another form.
    package func releasePages(of tensor: GGUFTensor) { mapping.releasePages(tensor.byteRange) }

    /// SHA-256 of the whole file. Reads all of it (well under a second for 98 MB).
    package func contentHash() -> SHA256.Digest { withExtendedLifetime(mapping) { SHA256.hash(of: mapping.bytes) } }

    private func mismatch(_ place: String, _ problem: String) -> ModelFileError {
        ModelFileError(.mismatched, file: url.path, place: place, problem: problem, remedy: Self.remedy)
    }
}
