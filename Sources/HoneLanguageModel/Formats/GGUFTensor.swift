import HoneKernels

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
