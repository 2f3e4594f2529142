import Foundation
import HoneCore

/// A complete table of a search space's configurations with the objective's value of each, mapped from a file.
///
/// `scripts/fetch_tables.py` writes the file and describes its layout. Row `r` is the configuration whose choice indices
/// are the digits of `r` in the mixed radix of the parameters' counts, the last parameter fastest. Values are minimised.
package struct BenchmarkTable: Sendable {
    /// `hpobench`, `hpolib`, `nasbench201`.
    package let family: String
    package let task: TaskDescription
    /// What the tuned program is, in words.
    package let summary: String
    package let space: SearchSpace
    package let objective: Objective
    /// How a stored value came from the measured ones.
    package let transform: String
    package let source: String
    package let licence: String
    package let rowCount: Int
    /// The lowest and the highest value, and the first row that has the lowest.
    package let best: Double
    package let worst: Double
    package let bestRow: Int

    /// Rows by which a parameter's next choice lies further on, in the parameters' order.
    private let strides: [Int]
    private let counts: [Int]
    private let choices: [[ParameterValue]]
    let file: MappedFile
    private let offset: Int

    /// `hpobench/vehicle`.
    package var name: String { "\(family)/\(task.dataset ?? "")" }

    /// The objective of a row. Precondition: the row is in `0..<rowCount`.
    package func value(at row: Int) -> Double {
        precondition(row >= 0 && row < rowCount, "row \(row) of a table of \(rowCount)")
        return file.bytes.littleEndianDouble(at: offset + 8 * row)
    }

    /// The row of a configuration, or nil if it is not one of the space.
    package func row(of configuration: Configuration) -> Int? {
        guard let canonical = try? space.canonical(configuration) else { return nil }
        var row = 0
        for (index, parameter) in space.parameters.enumerated() {
            guard let value = canonical[parameter.name], let choice = choices[index].firstIndex(of: value) else {
                return nil
            }
            row += choice * strides[index]
        }
        return row
    }

    /// The configuration of a row. Precondition: the row is in `0..<rowCount`.
    package func configuration(at row: Int) -> Configuration {
        precondition(row >= 0 && row < rowCount, "row \(row) of a table of \(rowCount)")
        var configuration = Configuration()
        for (index, parameter) in space.parameters.enumerated() {
            configuration[parameter.name] = choices[index][row / strides[index] % counts[index]]
        }
        return configuration
    }

    /// Opens a table.
    ///
    /// - Throws: `TableError` if the file is missing, cut short, damaged or of another format.
    package init(url: URL) throws(TableError) {
        let file: MappedFile
        do {
            file = try MappedFile(opening: url, remedy: TableError.remedy)
        } catch {
            throw TableError(file: url.path, problem: error.problem)
        }
        let layout = try TableLayout(file: file)
        let choices = layout.header.space.parameters.map { $0.domain.choices ?? [] }
        let counts = choices.map(\.count)
        var strides = [Int](repeating: 1, count: counts.count)
        for index in strides.indices.dropLast().reversed() { strides[index] = strides[index + 1] * counts[index + 1] }
        self.file = file
        self.choices = choices
        self.counts = counts
        self.strides = strides
        offset = layout.offset
        rowCount = layout.rowCount
        family = layout.header.family
        task = layout.header.task
        summary = layout.header.summary
        space = layout.header.space
        objective = layout.header.objective
        transform = layout.header.transform
        source = layout.header.source
        licence = layout.header.licence
        (best, worst, bestRow) = layout.extremes
    }
}

extension UnsafeRawBufferPointer {
    /// Precondition: eight bytes lie at the offset.
    func littleEndianDouble(at offset: Int) -> Double {
        Double(bitPattern: UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
}
