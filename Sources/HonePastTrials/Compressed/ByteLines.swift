import Foundation

/// The lines of a file, packed or not, one at a time.
package final class ByteLines {
    /// Far above any trial or task. A file without line ends must not fill the memory.
    package static let longestLine = 256 << 20

    private let file: UnpackedFile
    private let longest: Int
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var pending = 0..<0
    /// The last line's number, counted from 1.
    private(set) var number = 0

    package init(_ file: UnpackedFile, longest: Int = longestLine) {
        self.file = file
        self.longest = longest
    }

    deinit { piece.deallocate() }

    /// The next line without its end; nil behind the last one.
    package func next() throws(UnpackingError) -> Data? {
        var line = Data()
        var hasBegun = false
        while true {
            if pending.isEmpty {
                pending = 0..<(try file.read(into: piece))
                guard !pending.isEmpty else {
                    if hasBegun { number += 1 }
                    return hasBegun ? line : nil
                }
            }
            hasBegun = true
            let rest = UnsafeRawBufferPointer(rebasing: piece[pending])
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            line.append(contentsOf: rest[..<(end ?? rest.count)])
            guard line.count <= longest else {
                throw UnpackingError(
                    "line \(number + 1) has more than \(longest >> 20) MiB", remedy: "write one trial a line")
            }
            pending = pending.dropFirst(end.map { $0 + 1 } ?? rest.count)
            if end != nil {
                number += 1
                return line
            }
        }
    }
}
