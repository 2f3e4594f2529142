import Foundation
import HoneBase

/// Tensors of single precision and texts in one file, in the safetensors layout: length of the header, header as JSON, numbers
/// little endian. What is read is checked: sizes, places, coverage, finiteness.
///
/// Format: https://github.com/huggingface/safetensors#format
package struct TensorFile: Sendable {
    package struct Tensor: Sendable, Hashable {
        package let name: String
        /// Row-major order.
        package let shape: [Int]
        package let values: [Float]

        /// - Precondition: the shape's product is the number of values.
        package init(_ name: String, shape: [Int], values: [Float]) {
            precondition(shape.reduce(1, *) == values.count, "\(name): \(values.count) values for \(shape)")
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    package var metadata: [String: String]
    package private(set) var tensors: [Tensor]

    /// - Precondition: no name stands twice.
    package init(metadata: [String: String], tensors: [Tensor]) {
        precondition(Set(tensors.map(\.name)).count == tensors.count, "tensors have names of their own")
        self.metadata = metadata
        self.tensors = tensors
    }

    package subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

    /// The file's bytes; they depend on the contents alone.
    package func encoded() -> Data {
        let ordered = tensors.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("__metadata__")
            writer.object { writer in
                for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { writer.member(key, value) }
            }
            var offset = 0
            for tensor in ordered {
                writer.name(tensor.name)
                writer.object { writer in
                    writer.member("dtype", "F32")
                    writer.name("shape")
                    writer.array { writer in for size in tensor.shape { writer.value(size) } }
                    writer.name("data_offsets")
                    writer.array { writer in
                        writer.value(offset)
                        writer.value(offset + 4 * tensor.values.count)
                    }
                }
                offset += 4 * tensor.values.count
            }
        }
        var header = writer.bytes
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        var data = Data()
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
        data.append(contentsOf: header)
        for tensor in ordered {
            tensor.values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        return data
    }

    /// Writes the file in one step.
    package func write(to url: URL) throws(FileError) { try AtomicFile.replace(url, with: encoded()) }
}
