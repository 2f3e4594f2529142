import Foundation
import HoneBase
import HoneKernels

/// Shapes, recipes and states as JSON in a file's metadata.
enum ReaderMetadata {
    /// The value as JSON, members in the order of their names.
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    static func value<Value: Decodable>(
        _ type: Value.Type, _ text: String?, _ what: String, of file: String
    ) throws(ReaderError) -> Value {
        guard let text, let value = try? JSONDecoder().decode(type, from: Data(text.utf8)) else {
            throw ReaderError(
                file, "its \(what) cannot be read; it may come from another version of Hone",
                remedy: "make the file anew")
        }
        return value
    }

    /// A shape that a network can have.
    static func shape(_ text: String?, of file: String) throws(ReaderError) -> ReaderShape {
        let shape = try value(ReaderShape.self, text, "shape", of: file)
        if let problem = shape.inconsistency { throw ReaderError(file, "its shape is impossible: \(problem)") }
        return shape
    }
}

extension ReaderWeights {
    /// Every tensor by name.
    func tensors(prefix: String = "") -> [TensorFile.Tensor] {
        layout.layers.flatMap(\.tensors).map { tensor in
            let count = tensor.shape.reduce(1, *)
            return TensorFile.Tensor(
                prefix + tensor.name, shape: tensor.shape,
                values: Array(UnsafeBufferPointer(start: values.pointer + tensor.offset, count: count)))
        }
    }

    /// Weights of a shape from a file that has all of its tensors.
    init(_ shape: ReaderShape, tensors file: TensorFile, name: String) throws(ReaderError) {
        let layout = ReaderLayout(shape)
        let named = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
        // Before any memory is asked for.
        for tensor in layout.layers.flatMap(\.tensors) where named[tensor.name]?.shape != tensor.shape {
            _ = try file.values(tensor.name, shape: tensor.shape, of: name)
        }
        let values = FloatBuffer(count: layout.count)
        for tensor in layout.layers.flatMap(\.tensors) {
            for (i, value) in (named[tensor.name]?.values ?? []).enumerated() {
                values.pointer[tensor.offset + i] = value
            }
        }
        self.init(layout: layout, values: values)
    }
}
