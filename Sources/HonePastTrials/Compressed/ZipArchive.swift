import CZlib
import Foundation
import HoneBase

/// The members of a zip archive, wheels of Python for example, read from its directory; nothing is written to the disk.
///
/// Members that are stored or deflated, of archives with more than 65,535 members too (Zip64). Every length is checked
/// against the file, every content against its checksum.
package struct ZipArchive {
    package struct Member: Sendable, Hashable {
        package var name: String
        /// Bytes of its content.
        package var size: Int
        fileprivate var packedSize: Int
        fileprivate var isDeflated: Bool
        fileprivate var offset: Int
        fileprivate var checksum: UInt32
    }

    /// In the order of the directory; those that are packed in other ways are left out.
    package let members: [Member]
    private let file: MappedFile

    private static let endSize = 22
    private static let longestComment = 0xFFFF

    package init(_ path: String) throws(UnpackingError) {
        do {
            file = try MappedFile(opening: URL(fileURLWithPath: path), remedy: "get the file again")
        } catch {
            throw UnpackingError(error.problem, remedy: "get the file again")
        }
        members = try Self.directory(of: file.bytes)
    }

    /// The content of a member.
    ///
    /// - Parameter limit: bytes beyond which it is refused.
    package func content(of member: Member, limit: Int = 1 << 26) throws(UnpackingError) -> Data {
        let bytes = file.bytes
        guard member.size <= limit else {
            throw UnpackingError("\(member.name) in it has more than \(limit >> 20) MiB", remedy: "get the file again")
        }
        // The member's own header repeats the name, and may have other fields behind it.
        guard let signature = bytes.little32(member.offset), signature == 0x0403_4B50,
            let nameLength = bytes.little16(member.offset + 26), let extraLength = bytes.little16(member.offset + 28)
        else { throw .damaged("\(member.name) is not where the archive's directory says") }
        let start = member.offset + 30 + nameLength + extraLength
        guard start <= bytes.count, member.packedSize <= bytes.count - start else { throw .cutShort }
        let packed = UnsafeMutableRawBufferPointer(
            mutating: UnsafeRawBufferPointer(rebasing: bytes[start..<start + member.packedSize]))
        let content = try member.isDeflated ? Self.inflate(packed, size: member.size) : Data(packed)
        let sum = content.withUnsafeBytes { crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count)) }
        guard content.count == member.size, UInt32(truncatingIfNeeded: content.isEmpty ? 0 : sum) == member.checksum
        else { throw .damaged("\(member.name) in it has not the checksum that the archive names") }
        return content
    }

    private static func inflate(
        _ packed: UnsafeMutableRawBufferPointer, size: Int
    ) throws(UnpackingError) -> Data {
        let inflater = try Inflater(.bare)
        // One byte more than there should be: too much is noticed.
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 1, alignment: 16)
        defer { output.deallocate() }
        var (taken, filled) = (0, 0)
        while !inflater.hasEnded, filled <= size {
            let step = try inflater.unpack(
                UnsafeMutableRawBufferPointer(rebasing: packed[taken...]),
                into: UnsafeMutableRawBufferPointer(rebasing: output[filled...]), isLast: true)
            taken += step.taken
            filled += step.written
        }
        return Data(output[..<filled])
    }

    private static func directory(of bytes: UnsafeRawBufferPointer) throws(UnpackingError) -> [Member] {
        guard var (count, offset) = end(of: bytes) else { throw .damaged("the archive's directory is missing") }
        var members: [Member] = []
        while count > 0 {
            guard let signature = bytes.little32(offset), signature == 0x0201_4B50,
                let method = bytes.little16(offset + 10), let checksum = bytes.little32(offset + 16),
                var packedSize = bytes.little32(offset + 20).map({ Int($0) }),
                var size = bytes.little32(offset + 24).map({ Int($0) }),
                let nameLength = bytes.little16(offset + 28), let extraLength = bytes.little16(offset + 30),
                let commentLength = bytes.little16(offset + 32),
                var start = bytes.little32(offset + 42).map({ Int($0) }),
                offset + 46 + nameLength + extraLength + commentLength <= bytes.count
            else { throw .damaged("the archive's directory is wrong") }
            let name = String(decoding: bytes[offset + 46..<offset + 46 + nameLength], as: UTF8.self)
            var extra = offset + 46 + nameLength
            let extraEnd = extra + extraLength
            while extra + 4 <= extraEnd, let kind = bytes.little16(extra), let length = bytes.little16(extra + 2) {
                var place = extra + 4
                if kind == 1 {
                    // Zip64: those numbers follow here that had no room.
                    for field in [\Wide.size, \Wide.packedSize, \Wide.start] {
                        var wide = Wide(size: size, packedSize: packedSize, start: start)
                        guard wide[keyPath: field] == 0xFFFF_FFFF, let number = bytes.little64(place) else { continue }
                        wide[keyPath: field] = number
                        (size, packedSize, start) = (wide.size, wide.packedSize, wide.start)
                        place += 8
                    }
                }
                extra += 4 + length
            }
            if method == 0 || method == 8 {
                members.append(
                    Member(
                        name: name, size: size, packedSize: packedSize, isDeflated: method == 8, offset: start,
                        checksum: checksum))
            }
            offset = extraEnd + commentLength
            count -= 1
        }
        return members
    }

    private struct Wide {
        var size: Int
        var packedSize: Int
        var start: Int
    }

    /// The number of members and where the directory begins.
    private static func end(of bytes: UnsafeRawBufferPointer) -> (count: Int, offset: Int)? {
        var place = bytes.count - endSize
        let lowest = max(0, place - longestComment)
        while place >= lowest {
            defer { place -= 1 }
            guard bytes.little32(place) == 0x0605_4B50, let count = bytes.little16(place + 10),
                let offset = bytes.little32(place + 16)
            else { continue }
            guard count == 0xFFFF || offset == 0xFFFF_FFFF, bytes.little32(place - 20) == 0x0706_4B50,
                let wide = bytes.little64(place - 12), bytes.little32(wide) == 0x0606_4B50,
                let wideCount = bytes.little64(wide + 32), let wideOffset = bytes.little64(wide + 48)
            else { return (count, Int(offset)) }
            return (wideCount, wideOffset)
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func little16(_ offset: Int) -> Int? {
        guard offset >= 0, offset <= count - 2 else { return nil }
        return Int(UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    }

    fileprivate func little32(_ offset: Int) -> UInt32? {
        guard offset >= 0, offset <= count - 4 else { return nil }
        return UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Nil for what no file is as long as.
    fileprivate func little64(_ offset: Int) -> Int? {
        guard offset >= 0, offset <= count - 8 else { return nil }
        let number = Int(exactly: UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        return number.flatMap { $0 <= count ? $0 : nil }
    }
}
