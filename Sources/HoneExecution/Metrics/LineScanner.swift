import CSystem
import Foundation

/// Reads a file of any size line by line in bounded memory.
struct LineScanner {
    /// Bytes of a line that are looked at, from its beginning; what is longer is no line that reports a number.
    static let longestLine = 1 << 16
    private static let chunk = 1 << 20

    /// Calls `body` for each line with its number (from 1) and its bytes, without the line break.
    ///
    /// A line that a progress bar redraws with `\r` comes as several pieces of the same number. Memory stays below two
    /// megabytes whatever the file holds.
    ///
    /// - Returns: how many lines there are; 0 if there is no file.
    static func scan(_ path: String, _ body: (Int, UnsafeBufferPointer<UInt8>) -> Void) -> Int {
        let descriptor = hone_open_regular(path, O_RDONLY, 0)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_size > 0 else { return 0 }
        // Most programs print a few lines; a megabyte would be cleared for each.
        let chunk = min(Self.chunk, max(Int(information.st_size), 4096))
        var buffer = [UInt8](repeating: 0, count: chunk)
        var carried: [UInt8] = []
        var line = 1
        var isInLine = false
        while true {
            let count = Foundation.read(descriptor, &buffer, chunk)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            buffer.withUnsafeBufferPointer { whole in
                let bytes = UnsafeBufferPointer(rebasing: whole[..<count])
                var start = 0
                for index in 0..<count {
                    let byte = bytes[index]
                    guard byte == 10 || byte == 13 else { continue }
                    deliver(bytes, start..<index, carried: &carried, line: line, body)
                    start = index + 1
                    isInLine = byte == 13
                    if byte == 10 { line += 1 }
                }
                if start < count {
                    isInLine = true
                    carried.append(contentsOf: bytes[start..<count].prefix(longestLine - carried.count))
                }
            }
        }
        if !carried.isEmpty { carried.withUnsafeBufferPointer { body(line, $0) } }
        return isInLine ? line : line - 1
    }

    private static func deliver(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, carried: inout [UInt8], line: Int,
        _ body: (Int, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        if carried.isEmpty {
            body(line, UnsafeBufferPointer(rebasing: bytes[range].prefix(longestLine)))
        } else {
            carried.append(contentsOf: bytes[range].prefix(longestLine - carried.count))
            carried.withUnsafeBufferPointer { body(line, $0) }
            carried.removeAll(keepingCapacity: true)
        }
    }
}
