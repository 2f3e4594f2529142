/// How a safetensors file stores a tensor's numbers, little endian; raw values as the format spells them.
package enum SafetensorsType: String, Sendable, CaseIterable {
    case i64 = "I64"
    case f32 = "F32"
    case f16 = "F16"
    case bf16 = "BF16"

    package var bytesPerElement: Int {
        switch self {
        case .i64: 8
        case .f32: 4
        case .f16, .bf16: 2
        }
    }

    static let supportedNames = allCases.map(\.rawValue).joined(separator: ", ")
}

/// Where a tensor lies in a safetensors file.
package struct SafetensorsTensor: Sendable, Hashable {
    package let name: String
    package let type: SafetensorsType
    /// Row-major order, slowest axis first; empty for a single number. A size may be 0.
    package let shape: [Int]
    /// Bytes of the tensor within the file, checked to lie inside it.
    package let byteRange: Range<Int>

    package var elementCount: Int { shape.reduce(1, *) }
}
