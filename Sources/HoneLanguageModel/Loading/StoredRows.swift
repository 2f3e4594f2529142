import HoneKernels

/// A linear layer's rows as blocks of few-bit integers in a GGUF file.
struct StoredRows {
    let file: GGUFFile
    let tensor: GGUFTensor
    /// Width of the heads whose rotary pairs are neighbouring rows in the file; nil where rows stand in their order.
    let pairedHeads: Int?

    /// The file's row that is row `row` here: row 2 i + j of a head there is row j * half + i here.
    fileprivate func source(of row: Int) -> Int {
        guard let width = pairedHeads else { return row }
        let (head, within) = row.quotientAndRemainder(dividingBy: width)
        let (j, i) = within.quotientAndRemainder(dividingBy: width / 2)
        return head * width + 2 * i + j
    }
}

extension QuantizedMatrix {
    /// Packs rows one below the other: into one matrix if they are of one type, into one for each part otherwise; nil
    /// if parts of different types cannot be cut into panels.
    ///
    /// - Precondition: the parts are equally wide.
    static func packing(_ parts: [StoredRows], threads: ComputeThreads = .machine) -> [QuantizedMatrix]? {
        guard let first = parts.first else { return nil }
        precondition(parts.allSatisfy { $0.tensor.columns == first.tensor.columns }, "one width")
        if parts.allSatisfy({ $0.tensor.type == first.tensor.type }) { return [pack(parts, threads: threads)] }
        guard parts.dropLast().allSatisfy({ $0.tensor.rows % panel == 0 }) else { return nil }
        return parts.map { pack([$0], threads: threads) }
    }

    /// Parts of one type.
    private static func pack(_ parts: [StoredRows], threads: ComputeThreads) -> QuantizedMatrix {
        let bases = parts.map { part in part.file.withBytes(of: part.tensor) { $0.baseAddress } }
        defer { for part in parts { part.file.releasePages(of: part.tensor) } }
        return withExtendedLifetime(parts) {
            QuantizedMatrix(
                parts[0].tensor.type, outputs: parts.reduce(0) { $0 + $1.tensor.rows },
                inputs: parts[0].tensor.columns, threads: threads
            ) { output in
                var row = output
                for (part, base) in zip(parts, bases) {
                    if row < part.tensor.rows, let base {
                        return base + part.source(of: row) * part.tensor.bytesPerRow
                    }
                    row -= part.tensor.rows
                }
                preconditionFailure("output \(output) is beyond the matrix")
            }
        }
    }
}

extension GGUFTensorType {
    /// Whether the type's blocks can be multiplied as they are stored.
    package var isMultipliedAsStored: Bool { QuantizedMatrix.kind(of: self) != nil }
}
