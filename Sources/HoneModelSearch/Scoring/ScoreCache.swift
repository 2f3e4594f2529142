import Foundation
import HoneCore
import HoneSearch

/// Scores of one header by one adapter, kept on disk so that a configuration goes through the model once in its life.
///
/// The file is a line that names adapter, header and sizes, then records of equal length that are only ever appended:
/// row bytes, probabilities as 32-bit floats, a checksum. A write that a crash cut short is recognised by its checksum or
/// length and dropped with what follows; the file is never larger than `limit` records, beyond which new scores stay in
/// memory. Two processes that append to one file at worst store a score twice.
package struct ScoreCache {
    private var scores: [[UInt8]: QuantileDensity]
    private let file: File?
    private var stored: Int

    /// Records a file may hold: at six values and twenty bins some 9 MB.
    package static let limit = 100_000

    /// A cache that lives in memory only.
    package init() {
        scores = [:]
        file = nil
        stored = 0
    }

    /// Opens or creates the cache of a header; trouble with the disk makes it a cache in memory, never an error: what is
    /// lost is time only.
    ///
    /// - Parameters:
    ///   - folder: created if missing.
    ///   - key: adapter hash and header text; differing keys never share a file's content.
    package init(folder: URL, adapterHash: String, header: String, symbols: Int, bins: Int) {
        let headerHash = SHA256.hash(of: header.utf8).hexadecimal
        let name = "\(adapterHash.prefix(16))-\(headerHash.prefix(16)).scores"
        let title = "hone scores 1 \(adapterHash) \(headerHash) \(symbols) \(bins)\n"
        let file = File(url: folder.appendingPathComponent(name), title: Data(title.utf8), symbols: symbols, bins: bins)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            scores = try file.open()
            self.file = file
        } catch {
            scores = [:]
            self.file = nil
        }
        stored = scores.count
    }

    package var count: Int { scores.count }

    package subscript(row: [RowSymbol]) -> QuantileDensity? { scores[Self.key(row)] }

    /// Adds scores, in memory and at the end of the file in one write.
    package mutating func insert(_ added: [(row: [RowSymbol], density: QuantileDensity)]) {
        var records = Data()
        for (row, density) in added {
            let key = Self.key(row)
            guard scores.updateValue(density, forKey: key) == nil else { continue }
            if let file, stored < Self.limit, let record = file.record(key, density) {
                records.append(record)
                stored += 1
            }
        }
        if let file, !records.isEmpty { file.append(records) }
    }

    /// One byte a symbol: values 0...99, 128 for an inactive parameter, codes with the high bit set.
    static func key(_ row: [RowSymbol]) -> [UInt8] {
        row.map { symbol in
            switch symbol {
            case .value(let value): UInt8(clamping: value)
            case .inactive: 128
            case .code(let character): 128 | (character.asciiValue ?? 127)
            }
        }
    }
}

extension ScoreCache {
    /// The layout of a cache file.
    private struct File {
        let url: URL
        let title: Data
        let symbols: Int
        let bins: Int

        var recordSize: Int { symbols + 4 * bins + 4 }

        /// Reads what is there; a file of another key or with damage is rewritten with its sound beginning.
        func open() throws -> [[UInt8]: QuantileDensity] {
            guard let data = try? Data(contentsOf: url) else {
                try title.write(to: url, options: .atomic)
                return [:]
            }
            guard data.starts(with: title) else {
                try title.write(to: url, options: .atomic)
                return [:]
            }
            var scores: [[UInt8]: QuantileDensity] = [:]
            var offset = title.count
            while offset + recordSize <= data.count, scores.count < ScoreCache.limit {
                guard let (key, density) = decode(data[(data.startIndex + offset)...].prefix(recordSize)) else { break }
                scores[key] = density
                offset += recordSize
            }
            if offset != data.count { try data.prefix(offset).write(to: url, options: .atomic) }
            return scores
        }

        func record(_ key: [UInt8], _ density: QuantileDensity) -> Data? {
            guard key.count == symbols, density.probabilities.count == bins else { return nil }
            var data = Data(key)
            for probability in density.probabilities {
                withUnsafeBytes(of: probability.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            withUnsafeBytes(of: Self.checksum(data).littleEndian) { data.append(contentsOf: $0) }
            return data
        }

        private func decode(_ data: Data) -> ([UInt8], QuantileDensity)? {
            let bytes = [UInt8](data)
            guard Self.word(bytes, at: bytes.count - 4) == Self.checksum(bytes.dropLast(4)) else { return nil }
            let weights = (0..<bins).map { Float(bitPattern: Self.word(bytes, at: symbols + 4 * $0)) }
            guard weights.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
            return (Array(bytes.prefix(symbols)), QuantileDensity(normalised: weights))
        }

        func append(_ records: Data) {
            guard let handle = try? FileHandle(forWritingTo: url) else { return }
            defer { try? handle.close() }
            guard (try? handle.seekToEnd()) != nil else { return }
            try? handle.write(contentsOf: records)
        }

        private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
        }

        /// FNV-1a, 32 bits: enough to recognise a torn write.
        private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
            bytes.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        }
    }
}
