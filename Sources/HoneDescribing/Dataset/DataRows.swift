import HoneBase
import HonePastTrials

/// The rows of a CSV file one after the other, in bounded memory.
struct DataRows {
    private let source: ByteSource
    private let path: String
    private var dialect: CSVDialect
    private var cutter: RecordCutter
    private var scanner: CSVScanner
    private var isAtEnd = false
    /// Rows that cannot be read: no UTF-8, a quote never closed.
    private(set) var damaged = 0
    /// Quotes of the present block that are never closed; beyond some the rest of the block is given up.
    private var openQuotes = 0
    private static let mostOpenQuotes = 100

    /// Files that are no text, by their first bytes.
    private static let foreign: [(magic: [UInt8], kind: String)] = [
        (Array("PK\u{3}\u{4}".utf8), "a ZIP archive or a spreadsheet"), (Array("PAR1".utf8), "a Parquet file"),
        (Array("ARROW1".utf8), "an Arrow file"), (Array("\u{7F}ELF".utf8), "a program"), ([0xFF, 0xFE], "UTF-16"),
        ([0xFE, 0xFF], "UTF-16"), ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
    ]

    /// - Throws: `DatasetError` for a file that is missing, empty or no text.
    init(_ path: String) throws(DatasetError) {
        self.path = path
        source = try ByteSource(path)
        var first = try source.next()
        // A pipe gives what is there; the separator is found from more.
        while first.count < 1 << 16 {
            let more = try source.next()
            if more.isEmpty { break }
            first += more
        }
        if first.starts(with: [0xEF, 0xBB, 0xBF]) { first.removeFirst(3) }
        guard !first.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw DatasetError(path, "it is empty")
        }
        if let kind = Self.foreign.first(where: { first.starts(with: $0.magic) })?.kind {
            throw DatasetError(path, "it is \(kind), not CSV", remedy: "save the table as CSV in UTF-8")
        }
        guard !first.prefix(1 << 16).contains(0) else {
            throw DatasetError(path, "it is no text", remedy: "save the table as CSV in UTF-8")
        }
        let name = path.lowercased()
        let isTabbed = name.hasSuffix(".tsv") || name.contains(".tsv.")
        dialect = CSVDialect(Array(first.prefix(1 << 16)), separator: nil, isTabbed: isTabbed)
        cutter = RecordCutter(separator: dialect.separator)
        scanner = CSVScanner(cutter.add(first), dialect: dialect)
        dialect.start = 0
    }

    var separator: UInt8 { dialect.separator }

    /// The cells of the next row that is not blank; nil at the end of the file.
    mutating func next() throws(DatasetError) -> [String]? {
        while true {
            if let row = scanner.next() {
                if row.isOpen || row.isBroken || row.isDamaged {
                    damaged += 1
                    if row.isOpen { openQuotes += 1 }
                    if openQuotes > Self.mostOpenQuotes {
                        openQuotes = 0
                        scanner = CSVScanner([], dialect: dialect)
                        continue
                    }
                    if row.isOpen || row.lines > 1 { scanner.resume(behindFirstLineOf: row) }
                } else if row.cells.contains(where: { !$0.isEmpty }) {
                    return row.cells
                }
            } else if isAtEnd {
                return nil
            } else {
                let piece = try source.next()
                isAtEnd = piece.isEmpty
                openQuotes = 0
                scanner = CSVScanner(isAtEnd ? cutter.rest() : cutter.add(piece), dialect: dialect)
            }
        }
    }
}
