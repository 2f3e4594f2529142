import HoneCore

/// Reads a file of any size line by line in bounded memory.
package struct LineScanner {
    /// A line, or a piece of one that is longer than a piece may be.
    package struct Piece {
        /// Counted from 1. Pieces that `\r` divides, as progress bars use it, have the same number.
        package var line: Int
        /// Without the line break.
        package var bytes: UnsafeBufferPointer<UInt8>
        /// Whether the line begins and ends with this piece.
        package var isFirst: Bool
        package var isLast: Bool

        package var isWhole: Bool { isFirst && isLast }
    }

    /// What was read.
    package struct Extent: Sendable {
        package var lines = 0
        /// Bytes at the beginning of the file that were left out.
        package var skippedBytes = 0
    }

    /// Bytes of a piece; a longer line comes in several, each of which begins with the end of the one before.
    package var pieceLength = 16 << 20
    /// How much two pieces of a line share: any name with its number stands whole in one of them.
    package var overlap = 1 << 16
    /// Bytes that are read at a time.
    package var chunk = 1 << 20
    /// Bytes of a file that are read, from its end: what decides stands there.
    package var fileLimit = 1 << 30

    package init() {}

    /// Calls `body` for each line.
    ///
    /// - Throws: `RegularFile.Refusal` if there is no such file, or it is none that can be read to its end.
    package func scan(_ path: String, _ body: (Piece) -> Void) throws(RegularFile.Refusal) -> Extent {
        var file = try RegularFile(path)
        let skipped = max(0, file.size - fileLimit)
        file.offset = skipped
        var lines = Lines(scanner: self, isFirst: skipped == 0)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = file.read(into: buffer)
            guard count > 0 else { break }
            lines.take(UnsafeBufferPointer(rebasing: buffer.bindMemory(to: UInt8.self)[..<count]), body)
        }
        return Extent(lines: lines.end(body), skippedBytes: skipped)
    }

    /// Lines put together from chunks.
    private struct Lines {
        let scanner: LineScanner
        /// The beginning of a line whose end has not been read.
        var carried: [UInt8] = []
        /// Whether the next piece begins its line.
        var isFirst: Bool
        var line = 1
        var isInLine = false

        init(scanner: LineScanner, isFirst: Bool) {
            self.scanner = scanner
            self.isFirst = isFirst
        }

        mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Piece) -> Void) {
            var start = 0
            for index in 0..<bytes.count {
                let byte = bytes[index]
                guard byte == 10 || byte == 13 else { continue }
                finish(UnsafeBufferPointer(rebasing: bytes[start..<index]), body)
                start = index + 1
                isInLine = byte == 13
                if byte == 10 { line += 1 }
            }
            guard start < bytes.count else { return }
            isInLine = true
            carry(UnsafeBufferPointer(rebasing: bytes[start...]), body)
        }

        /// The last line's number, once that is delivered.
        mutating func end(_ body: (Piece) -> Void) -> Int {
            if !carried.isEmpty { finish(UnsafeBufferPointer(start: nil, count: 0), body) }
            return isInLine ? line : line - 1
        }

        private mutating func finish(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Piece) -> Void) {
            if carried.isEmpty, bytes.count <= scanner.pieceLength {
                body(Piece(line: line, bytes: bytes, isFirst: isFirst, isLast: true))
            } else {
                carry(bytes, body)
                carried.withUnsafeBufferPointer { body(Piece(line: line, bytes: $0, isFirst: isFirst, isLast: true)) }
                carried.removeAll(keepingCapacity: carried.capacity <= scanner.chunk)
            }
            isFirst = true
        }

        private mutating func carry(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Piece) -> Void) {
            var rest = bytes[...]
            while !rest.isEmpty {
                if carried.count >= scanner.pieceLength {
                    carried.withUnsafeBufferPointer {
                        body(Piece(line: line, bytes: $0, isFirst: isFirst, isLast: false))
                    }
                    carried.removeFirst(carried.count - scanner.overlap)
                    isFirst = false
                }
                let part = rest.prefix(scanner.pieceLength - carried.count)
                carried.append(contentsOf: part)
                rest = rest.dropFirst(part.count)
            }
        }
    }
}
