/// How a tensor's numbers are stored, with the numbering of the GGUF specification.
package enum GGUFTensorType: UInt32, Sendable, CaseIterable {
    case f32 = 0
    case f16 = 1
    case q4_0 = 2
    case q4_1 = 3
    case q8_0 = 8
    case q6_K = 14
    case bf16 = 30

    /// Elements that share one block; a row is a whole number of blocks.
    package var elementsPerBlock: Int {
        switch self {
        case .f32, .f16, .bf16: 1
        case .q4_0, .q4_1, .q8_0: 32
        case .q6_K: 256
        }
    }

    /// Bytes of one block: scales and offsets as binary16, then the packed integers.
    package var bytesPerBlock: Int {
        switch self {
        case .f32: 4
        case .f16, .bf16: 2
        case .q4_0: 2 + 16
        case .q4_1: 2 + 2 + 16
        case .q8_0: 2 + 32
        case .q6_K: 128 + 64 + 16 + 2
        }
    }

    /// The usual spelling, as in file names.
    package var name: String { self == .q6_K ? "Q6_K" : String(describing: self).uppercased() }

    static let supportedNames = allCases.map(\.name).joined(separator: ", ")
}

/// Where a tensor lies in its file.
package struct GGUFTensor: Sendable, Hashable {
    package let name: String
    package let type: GGUFTensorType
    /// Row-major order, slowest axis first: `[rows, columns]` for a matrix, `[n]` for a vector. (The file stores the
    /// reverse.) Each size is positive.
    package let shape: [Int]
    /// Bytes of the tensor within the file, checked to lie inside it.
    package let byteRange: Range<Int>

    package var elementCount: Int { shape.reduce(1, *) }
    /// Length of the fastest axis.
    package var columns: Int { shape[shape.count - 1] }
    /// Number of runs of `columns` elements.
    package var rows: Int { elementCount / columns }
    /// Bytes of one row of `columns` elements.
    package var bytesPerRow: Int { columns / type.elementsPerBlock * type.bytesPerBlock }
}
