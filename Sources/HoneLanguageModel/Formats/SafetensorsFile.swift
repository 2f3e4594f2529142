import Foundation
import HoneCore
import HoneKernels

/// A safetensors file (adapters in PEFT's layout, checkpoints), mapped into memory and checked on opening.
///
/// Format: https://github.com/huggingface/safetensors#format
package struct SafetensorsFile: Sendable {
    package let url: URL
    /// The free-form `__metadata__` of the header.
    package let metadata: [String: String]
    /// Sorted by name.
    package let tensors: [SafetensorsTensor]

    private let mapping: MappedFile
    private let indices: [String: Int]

    private static let remedy =
        "Write or fetch the file again; Hone's own adapters come from `hone finetune` and `make setup`."

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
        let header = try SafetensorsHeader(bytes: mapping.bytes, path: mapping.path, remedy: Self.remedy)
        self.url = url
        self.mapping = mapping
        metadata = header.metadata
        tensors = header.tensors
        indices = Dictionary(uniqueKeysWithValues: zip(tensors.map(\.name), tensors.indices))
    }

    package func tensor(named name: String) -> SafetensorsTensor? { indices[name].map { tensors[$0] } }

    /// The tensor of that name, which must have this shape if one is given.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if it is missing or has another shape.
    package func requiredTensor(_ name: String, shape: [Int]? = nil) throws(ModelFileError) -> SafetensorsTensor {
        guard let tensor = tensor(named: name) else {
            throw mismatch(name, "is missing; the file holds \(tensors.count) tensors")
        }
        if let shape, shape != tensor.shape { throw mismatch(name, "has shape \(tensor.shape), expected \(shape)") }
        return tensor
    }

    /// All elements of a tensor of floating point numbers, row major.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if it is missing, has another shape or holds integers.
    package func floats(_ name: String, shape: [Int]? = nil) throws(ModelFileError) -> [Float] {
        let tensor = try requiredTensor(name, shape: shape)
        let type = try floatType(of: tensor)
        return [Float](unsafeUninitializedCapacity: tensor.elementCount) { buffer, count in
            count = tensor.elementCount
            decode(tensor, type, into: buffer)
        }
    }

    /// Writes all elements of a tensor of floating point numbers, row major, to the beginning of `buffer`.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if it is missing, holds integers, or `buffer` is too short for it.
    package func readFloats(_ name: String, into buffer: UnsafeMutableBufferPointer<Float>) throws(ModelFileError) {
        let tensor = try requiredTensor(name)
        guard buffer.count >= tensor.elementCount else {
            throw mismatch(
                name, "has \(tensor.elementCount) elements, more than the \(buffer.count) that were expected")
        }
        decode(tensor, try floatType(of: tensor), into: buffer)
    }

    private func floatType(of tensor: SafetensorsTensor) throws(ModelFileError) -> GGUFTensorType {
        switch tensor.type {
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        case .i64: throw mismatch(tensor.name, "holds integers, floating point numbers were expected")
        }
    }

    private func decode(
        _ tensor: SafetensorsTensor, _ type: GGUFTensorType, into buffer: UnsafeMutableBufferPointer<Float>
    ) {
        guard tensor.elementCount > 0, let base = mapping.bytes.baseAddress, let output = buffer.baseAddress else {
            return
        }
        withExtendedLifetime(mapping) {
            Dequantization.decode(
                type, base + tensor.byteRange.lowerBound, blocks: tensor.elementCount, into: output)
        }
    }

    /// - Throws: `ModelFileError` (`malformed`) if a tensor of floating point numbers holds infinities or NaNs.
    func requireFinite(_ name: String) throws(ModelFileError) {
        let tensor = try requiredTensor(name)
        let type = try floatType(of: tensor)
        guard let base = mapping.bytes.baseAddress else { return }
        let isFinite = withExtendedLifetime(mapping) {
            Dequantization.isFinite(type, base + tensor.byteRange.lowerBound, blocks: tensor.elementCount)
        }
        guard isFinite else {
            throw ModelFileError(
                .malformed, file: url.path, place: "tensor \(ModelFileError.quoted(name))",
                problem: "holds numbers that are not finite, or too large for weights", remedy: Self.remedy)
        }
    }

    /// All elements of a tensor of integers, row major.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if it is missing, has another shape or is no I64.
    package func integers(_ name: String, shape: [Int]? = nil) throws(ModelFileError) -> [Int64] {
        let tensor = try requiredTensor(name, shape: shape)
        guard tensor.type == .i64 else { throw mismatch(name, "is \(tensor.type.rawValue), I64 was expected") }
        return withExtendedLifetime(mapping) {
            (0..<tensor.elementCount).map { index in
                let offset = tensor.byteRange.lowerBound + 8 * index
                return Int64(littleEndian: mapping.bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
            }
        }
    }

    /// SHA-256 of the whole file.
    package func contentHash() -> SHA256.Digest { withExtendedLifetime(mapping) { SHA256.hash(of: mapping.bytes) } }

    private func mismatch(_ name: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .mismatched, file: url.path, place: "tensor \(ModelFileError.quoted(name))", problem: problem,
            remedy: Self.remedy)
    }
}
