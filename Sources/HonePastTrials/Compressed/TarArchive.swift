import Foundation

/// Reads chosen members of a tar archive, packed or not, from the first to the last; nothing is written to the disk.
package struct TarArchive {
    private static let blockSize = 512

    /// The content of the regular members whose name is wanted.
    ///
    /// - Parameters:
    ///   - limit: bytes of one member beyond which reading fails.
    ///   - isWanted: told each member's name.
    package static func members(
        of path: String, limit: Int = 1 << 28, where isWanted: (String) -> Bool
    ) throws(UnpackingError) -> [String: Data] {
        let file = try UnpackedFile(path)
        var members: [String: Data] = [:]
        var longName: String?
        while let block = try exactly(blockSize, of: file), block.contains(where: { $0 != 0 }) {
            guard let size = octal(block[124..<136]), isChecked(block) else {
                throw .damaged("the header of a member of the archive is wrong")
            }
            let type = block[156]
            let padding = (blockSize - size % blockSize) % blockSize
            let name = longName ?? Self.name(in: block)
            longName = nil
            switch type {
            // GNU's and POSIX's ways to say a name of more than a hundred bytes.
            case UInt8(ascii: "L"), UInt8(ascii: "x"):
                guard size <= 1 << 20, let content = try exactly(size, of: file) else {
                    throw .damaged("a name in the archive is too long")
                }
                longName = type == UInt8(ascii: "L") ? text(content[...]) : Self.name(inRecords: content)
            case 0, UInt8(ascii: "0"):
                guard isWanted(name) else {
                    try skip(size, of: file)
                    break
                }
                guard size <= limit else {
                    throw UnpackingError("\(name) in it has more than \(limit >> 20) MiB", remedy: "get the file again")
                }
                guard let content = try exactly(size, of: file) else { throw .cutShort }
                members[name] = content
            default: try skip(size, of: file)
            }
            try skip(padding, of: file)
        }
        return members
    }

    private static func name(in block: Data) -> String {
        let name = text(block[0..<100])
        let prefix = block[257..<262].elementsEqual("ustar".utf8) ? text(block[345..<500]) : ""
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private static func text(_ bytes: Data) -> String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }

    /// Octal digits, with blanks and zeros around them.
    private static func octal(_ bytes: Data) -> Int? {
        let digits = bytes.filter { $0 != 0 && $0 != UInt8(ascii: " ") }
        guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 8), size >= 0 else { return nil }
        return size
    }

    /// Whether the header's sum is right, its own field counted as blanks.
    private static func isChecked(_ block: Data) -> Bool {
        let sum = block.enumerated().reduce(0) { $0 + (148..<156 ~= $1.offset ? 32 : Int($1.element)) }
        return octal(block[148..<156]) == sum
    }

    /// `path` of records such as `30 path=a/b` and a line feed.
    private static func name(inRecords content: Data) -> String? {
        for record in content.split(separator: 0x0A) {
            let text = String(decoding: record, as: UTF8.self)
            if let start = text.range(of: " path=") { return String(text[start.upperBound...]) }
        }
        return nil
    }

    /// Exactly so many bytes; nil at the end of the file.
    private static func exactly(_ count: Int, of file: UnpackedFile) throws(UnpackingError) -> Data? {
        var data = Data()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(max(count, 1), 1 << 16), alignment: 16)
        defer { buffer.deallocate() }
        while data.count < count {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, count - data.count)])
            let length = try file.read(into: room)
            guard length > 0 else {
                if data.isEmpty { return nil }
                throw .cutShort
            }
            data.append(contentsOf: room[..<length])
        }
        return data
    }

    private static func skip(_ count: Int, of file: UnpackedFile) throws(UnpackingError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var rest = count
        while rest > 0 {
            let length = try file.read(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, rest)]))
            guard length > 0 else { throw .cutShort }
            rest -= length
        }
    }
}
