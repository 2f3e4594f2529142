import Foundation
import HoneKernels
import HoneLanguageModel
import HoneNumerics
import Testing

@Suite("A packed matrix") struct QuantizedMatrixTests {
    static let types = GGUFTensorType.allCases.filter(\.isMultipliedAsStored)

    /// Rows of one type with arbitrary codes and scales of ordinary size, and the numbers they stand for.
    struct Sample {
        let matrix: QuantizedMatrix
        let values: [Float]
        let inputs: Int

        init(_ type: GGUFTensorType, outputs: Int, inputs: Int, seed: UInt64) throws {
            var generator = SeededGenerator(seed: seed)
            let blocks = outputs * inputs / type.elementsPerBlock
            var bytes = (0..<blocks * type.bytesPerBlock).map { _ in UInt8(generator.integer(below: 256)) }
            for block in 0..<blocks {
                for offset in Self.scaleOffsets(type) {
                    let scale = HalfPrecision.half(Float(generator.uniform(-0.1, 0.1)))
                    bytes[block * type.bytesPerBlock + offset] = UInt8(scale & 255)
                    bytes[block * type.bytesPerBlock + offset + 1] = UInt8(scale >> 8)
                }
            }
            let rowBytes = inputs / type.elementsPerBlock * type.bytesPerBlock
            matrix = try bytes.withUnsafeBytes { bytes in
                let base = try #require(bytes.baseAddress)
                return QuantizedMatrix(type, outputs: outputs, inputs: inputs, threads: ComputeThreads(2)) { row in
                    base + row * rowBytes
                }
            }
            self.inputs = inputs
            values = try Self.dequantized(type, bytes, outputs: outputs, inputs: inputs)
        }

        private static func scaleOffsets(_ type: GGUFTensorType) -> [Int] {
            switch type {
            case .q41, .q51, .q4K, .q5K: [0, 2]
            case .q3K: [108]
            case .q6K: [208]
            default: [0]
            }
        }

        /// Through a file of its own, as the runtime reads it.
        private static func dequantized(
            _ type: GGUFTensorType, _ bytes: [UInt8], outputs: Int, inputs: Int
        ) throws -> [Float] {
            var file: [UInt8] = []
            func append(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.littleEndian) { file += $0 } }
            append(UInt32(0x4655_4747))
            append(UInt32(3))
            append(UInt64(1))
            append(UInt64(0))
            append(UInt64(1))
            file += Array("w".utf8)
            append(UInt32(2))
            append(UInt64(inputs))
            append(UInt64(outputs))
            append(type.rawValue)
            append(UInt64(0))
            file += [UInt8](repeating: 0, count: (32 - file.count % 32) % 32) + bytes
            return try GGUFFile(contents: file, name: "sample").dequantized("w")
        }
    }

    static func row(_ matrix: QuantizedMatrix, _ index: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: matrix.inputs) { buffer, count in
            if let base = buffer.baseAddress { matrix.copyRow(index, to: base) }
            count = matrix.inputs
        }
    }

    static func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Float(generator.normal()) }
    }

    @Test("keeps the numbers of a file's blocks", arguments: types) func keepsNumbers(type: GGUFTensorType) throws {
        let sample = try Sample(type, outputs: 37, inputs: 512, seed: 1)
        // Types with one level of scales are exact; products of two levels are rounded to binary16.
        let tolerance: Float = type.elementsPerBlock == 32 ? 1e-6 : 1 / 1024
        for output in 0..<37 {
            let ours = Self.row(sample.matrix, output)
            let theirs = Array(sample.values[output * 512..<(output + 1) * 512])
            let size = theirs.map(abs).max() ?? 0
            #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) <= tolerance * size }, "row \(output)")
        }
    }

    /// Odd numbers of rows, panels that are cut short, ranges that begin and end within the matrix.
    static let cases: [(rows: Int, outputs: Int, blocks: Int, range: Range<Int>)] = [
        (1, 16, 1, 0..<16), (1, 5, 3, 0..<5), (2, 40, 2, 16..<40), (3, 33, 1, 0..<33), (4, 64, 4, 32..<37),
        (5, 17, 2, 16..<17), (7, 96, 3, 0..<96), (9, 50, 5, 16..<48), (13, 31, 2, 0..<20),
    ]

    @Test("times rounded rows is what double precision makes of the same numbers", arguments: types)
    func product(type: GGUFTensorType) throws {
        for (number, size) in Self.cases.enumerated() {
            let inputs = size.blocks * max(32, type.elementsPerBlock)
            let sample = try Sample(type, outputs: size.outputs, inputs: inputs, seed: UInt64(10 + number))
            let x = Self.numbers(size.rows * inputs, seed: UInt64(50 + number))
            let block = type == .q6K || type == .q3K ? 16 : 32
            let rounded = Self.rounded(x, block: block)
            let weights = (0..<size.outputs).map { Self.row(sample.matrix, $0) }
            for set in InstructionSet.available {
                let y = sample.matrix.product(x, rows: size.rows, outputs: size.range, instructions: set)
                for row in 0..<size.rows {
                    for (column, output) in size.range.enumerated() {
                        var sum = 0.0
                        var magnitude = 0.0
                        for i in 0..<inputs {
                            let term = Double(rounded[row * inputs + i]) * Double(weights[output][i])
                            sum += term
                            magnitude += abs(term)
                        }
                        let error = abs(Double(y[row * size.range.count + column]) - sum)
                        // Offsets and codes are added apart, so rounding grows with them: a few units of 2^-24.
                        #expect(error <= 3e-6 * (magnitude + 1), "\(set), \(size), row \(row), output \(output)")
                    }
                }
            }
        }
    }

    /// Nearest multiples of a 127th of each block's largest magnitude.
    static func rounded(_ x: [Float], block: Int) -> [Float] {
        var result = x
        for start in stride(from: 0, to: x.count, by: block) {
            let largest = x[start..<start + block].map(abs).max() ?? 0
            for i in start..<start + block {
                result[i] = largest / 127 * (x[i] * (127 / largest)).rounded(.toNearestOrEven)
            }
        }
        return result
    }

    @Test("rounds single precision to within half a 127th of a block's largest number") func rounding() {
        let values = Self.numbers(21 * 96, seed: 3)
        let matrix = QuantizedMatrix(rounding: values, outputs: 21, inputs: 96, threads: ComputeThreads(1))
        for output in 0..<21 {
            let ours = Self.row(matrix, output)
            for block in 0..<3 {
                let place = block * 32..<block * 32 + 32
                let original = values[output * 96 + place.lowerBound..<output * 96 + place.upperBound]
                let largest = original.map(abs).max() ?? 0
                // The scale itself is rounded to binary16.
                let bound = largest / 127 * (0.5 + 0.1)
                #expect(zip(ours[place], original).allSatisfy { abs($0 - $1) <= bound })
            }
        }
    }

    @Test("passes on what is not a number instead of hiding it", arguments: [Float.nan, .infinity, -.infinity])
    func notANumber(value: Float) throws {
        let sample = try Sample(.q41, outputs: 20, inputs: 64, seed: 4)
        var x = Self.numbers(3 * 64, seed: 5)
        x[64 + 40] = value
        for set in InstructionSet.available {
            let y = sample.matrix.product(x, rows: 3, outputs: 0..<20, instructions: set)
            #expect(y[20..<40].allSatisfy { $0.isNaN }, "\(set)")
            #expect((y[0..<20] + y[40..<60]).allSatisfy { $0.isFinite }, "\(set)")
        }
    }
}
