import CKernels

/// A matrix `[outputs, inputs]` of few-bit codes with a scale a block, in panels of sixteen outputs (the layout is in
/// hone_quantized.h): a quarter to a seventh of the memory of single precision, multiplied by activations of eight bits.
package struct QuantizedMatrix: Sendable {
    /// Outputs of one panel.
    package static let panel = Int(hone_panel_outputs)

    package let kind: hone_quantized_kind
    package let outputs: Int
    package let inputs: Int
    private let codes: AlignedBytes
    private let scales: AlignedBytes

    /// The kind that holds a file's type without changing its codes; nil if there is none.
    package static func kind(of type: GGUFTensorType) -> hone_quantized_kind? {
        let kind = hone_quantized_kind_of(Int32(type.rawValue))
        return kind < 0 ? nil : hone_quantized_kind(UInt32(kind))
    }

    /// Whether rows of that length can be packed.
    package static func divides(_ inputs: Int) -> Bool { inputs % 32 == 0 }

    /// Packs panel by panel on `threads`; `pack` writes one panel's codes and scales from its sixteen outputs.
    private init(
        kind: hone_quantized_kind, outputs: Int, inputs: Int, threads: ComputeThreads,
        pack: (_ first: Int, _ codes: UnsafeMutablePointer<UInt8>, _ scales: UnsafeMutablePointer<UInt16>) -> Void
    ) {
        self.kind = kind
        self.outputs = outputs
        self.inputs = inputs
        let panels = Int(hone_quantized_panels(Int64(outputs)))
        let panelCodes = Int(hone_quantized_panel_codes(kind, Int64(inputs)))
        let panelScales = Int(hone_quantized_panel_scales(kind, Int64(inputs)))
        codes = AlignedBytes(count: panels * panelCodes)
        scales = AlignedBytes(count: panels * panelScales * 2)
        let codeBase = codes.pointer.bindMemory(to: UInt8.self, capacity: panels * panelCodes)
        let scaleBase = scales.pointer.bindMemory(to: UInt16.self, capacity: panels * panelScales)
        threads.split(panels) { range in
            for index in range {
                pack(index * Self.panel, codeBase + index * panelCodes, scaleBase + index * panelScales)
            }
        }
    }

    /// Packs rows of a file's blocks; `row(output)` is where an output's row begins.
    ///
    /// - Precondition: `GGUFTensorType.isMultipliedAsStored`, and whole blocks in a row.
    package init(
        _ type: GGUFTensorType, outputs: Int, inputs: Int, threads: ComputeThreads, row: (Int) -> UnsafeRawPointer
    ) {
        let kind = Self.kind(of: type)
        precondition(inputs % type.elementsPerBlock == 0 && kind != nil, "a type and a length that can be packed")
        self.init(kind: kind ?? hone_affine4, outputs: outputs, inputs: inputs, threads: threads) {
            first, codes, scales in
            withUnsafeTemporaryAllocation(of: UnsafeRawPointer?.self, capacity: Self.panel) { rows in
                for lane in 0..<Self.panel {
                    rows.initializeElement(at: lane, to: first + lane < outputs ? row(first + lane) : nil)
                }
                hone_pack_panel(
                    hone_gguf_type(type.rawValue), rows.baseAddress, Int64(inputs), codes, scales)
            }
        }
    }

    /// Rounds a matrix in single precision, `[outputs, inputs]` row major, to eight bits.
    package init(rounding source: UnsafePointer<Float>, outputs: Int, inputs: Int, threads: ComputeThreads) {
        precondition(Self.divides(inputs), "whole blocks")
        self.init(kind: hone_symmetric8, outputs: outputs, inputs: inputs, threads: threads) { first, codes, scales in
            withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: Self.panel) { rows in
                for lane in 0..<Self.panel {
                    let output = first + lane
                    rows.initializeElement(at: lane, to: output < outputs ? source + output * inputs : nil)
                }
                hone_pack_floats(rows.baseAddress, Int64(inputs), codes, scales)
            }
        }
    }

    /// The same of rows that `copyRow` writes one by one, `[inputs]` each, in whatever layout they are held.
    package init(
        roundingRows outputs: Int, inputs: Int, threads: ComputeThreads,
        copyRow: (Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        precondition(Self.divides(inputs), "whole blocks")
        self.init(kind: hone_symmetric8, outputs: outputs, inputs: inputs, threads: threads) { first, codes, scales in
            let numbers = FloatBuffer(count: Self.panel * inputs)
            withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: Self.panel) { rows in
                for lane in 0..<Self.panel {
                    let target = numbers.pointer + lane * inputs
                    if first + lane < outputs { copyRow(first + lane, target) }
                    rows.initializeElement(at: lane, to: first + lane < outputs ? UnsafePointer(target) : nil)
                }
                hone_pack_floats(rows.baseAddress, Int64(inputs), codes, scales)
            }
        }
    }

    /// What the C kernels take. Valid while `self` lives.
    private var description: hone_quantized_matrix {
        hone_quantized_matrix(
            kind: kind, outputs: Int64(outputs), inputs: Int64(inputs),
            codes: UnsafePointer(codes.pointer.assumingMemoryBound(to: UInt8.self)),
            scales: UnsafePointer(scales.pointer.assumingMemoryBound(to: UInt16.self)))
    }

    /// Bytes held.
    package var bytes: Int { codes.count + scales.count }

    /// Writes one row in single precision, `[inputs]`.
    package func copyRow(_ row: Int, to target: UnsafeMutablePointer<Float>) {
        withExtendedLifetime(self) {
            var matrix = description
            hone_unpack_row(&matrix, Int64(row), target)
        }
    }

    /// x W^T for x `[rows, inputs]`, whose numbers are rounded to eight bits first: `[rows, range.count]`.
    package func product(
        _ x: [Float], rows: Int, outputs range: Range<Int>, instructions: InstructionSet = .best
    ) -> [Float] {
        precondition(x.count == rows * inputs, "whole rows")
        return [Float](rows: rows, width: range.count) { y in
            x.withRows(width: inputs) { x in
                QuantizedRows.withMemory(rows: rows, inputs: inputs) { memory in
                    let codes = QuantizedRows(
                        x, format: QuantizedRows.Format(kind), memory: memory, instructions: instructions)
                    multiply(codes, outputs: range, into: y, adding: false, instructions: instructions)
                }
            }
        }
    }

    /// y (+)= x W^T for some outputs, on the calling thread.
    ///
    /// - Parameters:
    ///   - x: rows rounded for this matrix's kind.
    ///   - range: outputs; its beginning is a multiple of sixteen.
    ///   - y: `[rows, range.count]`.
    package func multiply(
        _ x: QuantizedRows, outputs range: Range<Int>, into y: Rows, adding: Bool,
        instructions: InstructionSet = .best
    ) {
        precondition(range.lowerBound % Self.panel == 0 && range.upperBound <= outputs, "whole panels")
        withExtendedLifetime(self) {
            var matrix = description
            var rows = x.pointers
            hone_quantized_multiply(
                instructions.code, &matrix, Int64(range.lowerBound), Int64(range.upperBound), &rows, Int64(x.rows),
                y.pointer, Int64(y.stride), adding ? 1 : 0)
        }
    }
}
