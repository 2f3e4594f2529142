import Foundation
import HoneBase
import HoneKernels

/// Collects tensors and writes them as a safetensors file.
///
/// The bytes depend on the contents alone (tensors and metadata are sorted), so equal adapters have equal hashes, and
/// they equal what the reference implementation writes.
package struct SafetensorsWriter: Sendable {
    /// Types that can be written.
    package enum ElementType: String, Sendable {
        case f32 = "F32"
        case f16 = "F16"
    }

    private struct Tensor {
        let name: String
        let type: ElementType
        let shape: [Int]
        let values: [Float]

        var byteCount: Int { values.count * (type == .f32 ? 4 : 2) }
    }

    /// Free-form text for the header's `__metadata__`; PEFT and transformers look for `format`: `pt`.
    package var metadata: [String: String]
    private var tensors: [Tensor] = []

    private static let remedy = "Please report this as an error in Hone."

    package init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Adds a tensor.
    ///
    /// - Parameters:
    ///   - shape: row-major order; its product is `values.count`.
    ///   - type: F16 rounds to nearest, ties to even.
    /// - Throws: `ModelFileError` (`mismatched`) for a name that is taken, a shape that does not fit, or a finite number
    ///   too large for F16.
    package mutating func add(
        _ name: String, shape: [Int], values: [Float], as type: ElementType
    ) throws(ModelFileError) {
        func mismatch(_ problem: String) -> ModelFileError {
            ModelFileError(
                .mismatched, file: "safetensors", place: "tensor \(ModelFileError.quoted(name))", problem: problem,
                remedy: Self.remedy)
        }
        guard name != "__metadata__", !tensors.contains(where: { $0.name == name }) else {
            throw mismatch("the name is taken")
        }
        guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == values.count else {
            throw mismatch("\(values.count) values do not fill the shape \(shape)")
        }
        // 65,520 is the first number that rounds to infinity.
        if type == .f16, let large = values.first(where: { $0.isFinite && $0.magnitude >= 65_520 }) {
            throw mismatch("\(large) is beyond the range of F16")
        }
        tensors.append(Tensor(name: name, type: type, shape: shape, values: values))
    }

    /// The file's contents.
    package func encoded() -> Data {
        // Wider types first, so that each tensor is aligned to its element (as the reference does), then by name.
        let ordered = tensors.sorted {
            $0.type != $1.type ? $0.type == .f32 : Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8))
        }
        var header = "{"
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
            header += "\"__metadata__\":{\(pairs.joined(separator: ","))}" + (ordered.isEmpty ? "" : ",")
        }
        var offset = 0
        header += ordered.map { tensor in
            let first = offset
            offset += tensor.byteCount
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            return
                "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(first),\(offset)]}"
        }.joined(separator: ",")
        header += "}"
        while header.utf8.count % 8 != 0 { header += " " }

        var data = Data(capacity: 8 + header.utf8.count + offset)
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
        data.append(contentsOf: header.utf8)
        for tensor in ordered { Self.append(tensor, to: &data) }
        return data
    }

    /// Writes the file in one step: a crash leaves the old file or the new one, never a part.
    ///
    /// - Throws: `ModelFileError` (`unreadable`) naming the file if it cannot be written (no room, no right).
    package func write(to url: URL) throws(ModelFileError) {
        try AtomicFile.write(encoded(), to: url)
    }

    private static func append(_ tensor: Tensor, to data: inout Data) {
        switch tensor.type {
        case .f32:
            let bits = tensor.values.map { $0.bitPattern.littleEndian }
            bits.withUnsafeBytes { data.append(contentsOf: $0) }
        case .f16:
            let bits = tensor.values.map { HalfPrecision.half($0).littleEndian }
            bits.withUnsafeBytes { data.append(contentsOf: $0) }
        }
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
