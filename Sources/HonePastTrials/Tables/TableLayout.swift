import Foundation
import HoneCore

/// The parts of a `.honetable` file, checked against the file's size and against each other.
struct TableLayout {
    /// The JSON that describes the table.
    struct Header: Decodable {
        var family: String
        var task: TaskDescription
        var summary: String
        var parameters: [Parameter]
        var objective: Objective
        var transform: String
        var source: String
        var licence: String
        var rows: Int
        var valuesSHA256: String
    }

    /// The described table, with its space.
    struct Description {
        var family: String
        var task: TaskDescription
        var summary: String
        var space: SearchSpace
        var objective: Objective
        var transform: String
        var source: String
        var licence: String
    }

    static let magic = Array("HONETAB1".utf8)
    /// Magic, and three numbers of eight bytes.
    static let fixedSize = 32
    /// Far above any header, low enough that a damaged length is noticed.
    private static let headerLimit = 1 << 20

    let header: Description
    let offset: Int
    let rowCount: Int
    /// Lowest and highest value, and the first row with the lowest.
    let extremes: (best: Double, worst: Double, bestRow: Int)

    init(file: MappedFile) throws(TableError) {
        let bytes = file.bytes
        func failure(_ problem: String) -> TableError { TableError(file: file.path, problem: problem) }
        guard bytes.count >= Self.fixedSize else {
            throw failure("it has \(bytes.count) bytes, a table has at least \(Self.fixedSize)")
        }
        guard bytes.prefix(Self.magic.count).elementsEqual(Self.magic) else {
            throw failure("it does not begin with HONETAB1: it is no table, or of a later version")
        }
        let headerLength = bytes.littleEndianInteger(at: 8)
        let offset = bytes.littleEndianInteger(at: 16)
        let rowCount = bytes.littleEndianInteger(at: 24)
        guard let headerLength, headerLength <= Self.headerLimit, headerLength <= bytes.count - Self.fixedSize else {
            throw failure("its header is said to be longer than the file")
        }
        guard let offset, offset >= Self.fixedSize + headerLength, offset <= bytes.count else {
            throw failure("its values are said to lie outside the file")
        }
        guard let rowCount, rowCount > 0, rowCount <= (bytes.count - offset) / 8 else {
            throw failure("it is cut short: \((bytes.count - offset) / 8) rows of values are there")
        }
        guard bytes.count == offset + 8 * rowCount else {
            throw failure("\(bytes.count - offset - 8 * rowCount) bytes follow the last value")
        }
        let read = try Self.header(
            Data(bytes[Self.fixedSize..<Self.fixedSize + headerLength]), rowCount: rowCount, failure: failure)
        let values = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        guard SHA256.hash(of: values).hexadecimal == read.valuesSHA256 else {
            throw failure("its values do not have the hash that its header names: it is damaged")
        }
        guard let extremes = Self.extremes(values, count: rowCount) else {
            throw failure("one of its values is not a number")
        }
        do {
            header = Description(
                family: read.family, task: read.task, summary: read.summary,
                space: try SearchSpace(read.parameters), objective: read.objective, transform: read.transform,
                source: read.source, licence: read.licence)
        } catch {
            throw failure("\(error)")
        }
        self.offset = offset
        self.rowCount = rowCount
        self.extremes = extremes
    }

    private static func header(
        _ data: Data, rowCount: Int, failure: (String) -> TableError
    ) throws(TableError) -> Header {
        let header: Header
        do {
            header = try ExactJSONDecoder.decode(Header.self, from: data)
        } catch {
            throw failure("its header cannot be read: \(error)")
        }
        guard header.rows == rowCount else {
            throw failure("its header speaks of \(header.rows) rows, \(rowCount) are there")
        }
        var product = 1
        for parameter in header.parameters {
            guard parameter.domain.kind != .fixed, let values = parameter.domain.choices else {
                throw failure("parameter \(parameter.name) is not a list of choices")
            }
            let (next, overflow) = product.multipliedReportingOverflow(by: values.count)
            guard !overflow else { throw failure("its space has more configurations than fit a number") }
            product = next
            guard parameter.conditions.isEmpty else { throw failure("parameter \(parameter.name) is conditional") }
        }
        guard product == rowCount else {
            throw failure("its space has \(product) configurations, \(rowCount) rows are there")
        }
        return header
    }

    private static func extremes(
        _ values: UnsafeRawBufferPointer, count: Int
    ) -> (best: Double, worst: Double, bestRow: Int)? {
        var best = Double.infinity
        var worst = -Double.infinity
        var bestRow = 0
        for row in 0..<count {
            let value = values.littleEndianDouble(at: 8 * row)
            guard value.isFinite else { return nil }
            if value < best {
                best = value
                bestRow = row
            }
            worst = max(worst, value)
        }
        return (best, worst, bestRow)
    }
}

extension UnsafeRawBufferPointer {
    /// An unsigned 64-bit number that fits an `Int`. Precondition: eight bytes lie at the offset.
    fileprivate func littleEndianInteger(at offset: Int) -> Int? {
        Int(exactly: UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
}
