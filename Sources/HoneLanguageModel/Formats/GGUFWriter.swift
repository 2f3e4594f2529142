import Foundation
import HoneKernels

/// Writes a small GGUF file (version 3, little endian): text, whole numbers and reals as metadata, tensors in F32.
///
/// The bytes depend on the contents alone: values and tensors stand in the order they were added in.
struct GGUFWriter {
    /// Numbers of the kinds of metadata values, from the specification.
    private enum Kind: UInt32 {
        case uint32 = 4
        case float32 = 6
        case string = 8
    }

    private struct Tensor {
        let name: String
        let shape: [Int]
        let values: FloatBuffer
    }

    private static let magic: UInt32 = 0x4655_4747
    private static let version: UInt32 = 3
    /// The format's default.
    private static let alignment = 32

    private var metadata = Data()
    private var valueCount: UInt64 = 0
    private var tensors: [Tensor] = []

    mutating func add(_ key: String, _ text: String) {
        begin(key, .string)
        metadata.append(text: text)
    }

    mutating func add(_ key: String, _ number: UInt32) {
        begin(key, .uint32)
        metadata.append(integer: number)
    }

    mutating func add(_ key: String, _ number: Float) {
        begin(key, .float32)
        metadata.append(integer: number.bitPattern)
    }

    /// - Precondition: the shape (row major, slowest axis first) holds as many numbers as the buffer.
    mutating func add(tensor name: String, shape: [Int], values: FloatBuffer) {
        precondition(shape.reduce(1, *) == values.count)
        tensors.append(Tensor(name: name, shape: shape, values: values))
    }

    private mutating func begin(_ key: String, _ kind: Kind) {
        metadata.append(text: key)
        metadata.append(integer: kind.rawValue)
        valueCount += 1
    }

    /// The file's contents.
    func encoded() -> Data {
        var data = Data()
        data.append(integer: Self.magic)
        data.append(integer: Self.version)
        data.append(integer: UInt64(tensors.count))
        data.append(integer: valueCount)
        data.append(metadata)
        var offset = 0
        for tensor in tensors {
            data.append(text: tensor.name)
            data.append(integer: UInt32(tensor.shape.count))
            for size in tensor.shape.reversed() { data.append(integer: UInt64(size)) }
            data.append(integer: GGUFTensorType.f32.rawValue)
            data.append(integer: UInt64(offset))
            offset = Self.aligned(offset + 4 * tensor.values.count)
        }
        data.append(Data(count: Self.aligned(data.count) - data.count))
        for tensor in tensors {
            for index in 0..<tensor.values.count { data.append(integer: tensor.values.pointer[index].bitPattern) }
            data.append(Data(count: Self.aligned(data.count) - data.count))
        }
        return data
    }

    private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}

extension Data {
    fileprivate mutating func append(integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(text: String) {
        append(integer: UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
