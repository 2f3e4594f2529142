import Foundation

/// The content of a file, unpacked on the way if it is packed, read piece by piece: memory does not grow with the file.
///
/// A class because an open file is one thing with an end.
package final class UnpackedFile {
    /// Far above any file of trials. A few kilobytes can unpack to any size.
    package static let mostBytes = 4 << 30
    private static let pieceSize = 1 << 16

    private let descriptor: Int32
    private let unpacker: (any Unpacker)?
    private let limit: Int
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
    /// What lies in `input` and was not taken yet.
    private var pending = 0..<0
    private var hasFileEnded = false
    private var count = 0

    /// - Parameter limit: bytes of unpacked content beyond which reading fails; a file that is not packed has its own size.
    /// - Throws: `UnpackingError` if it cannot be opened, or is packed in a way that is not read.
    package init(_ path: String, limit: Int = mostBytes) throws(UnpackingError) {
        self.limit = limit
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            input.deallocate()
            throw Self.unreadable(errno)
        }
        do {
            var filled = 0
            while filled < Packing.magicLength {
                let room = UnsafeMutableRawBufferPointer(rebasing: input[filled...])
                let length = try Self.read(descriptor, into: room)
                guard length > 0 else { break }
                filled += length
            }
            pending = 0..<filled
            unpacker = try Packing(firstBytes: input[pending])?.unpacker()
        } catch {
            close(descriptor)
            input.deallocate()
            throw error
        }
    }

    deinit {
        close(descriptor)
        input.deallocate()
    }

    /// Reads some of the content.
    ///
    /// - Returns: how many bytes; 0 at the end.
    func read(into output: UnsafeMutableRawBufferPointer) throws(UnpackingError) -> Int {
        guard !output.isEmpty else { return 0 }
        guard let unpacker else {
            if pending.isEmpty { return try Self.read(descriptor, into: output) }
            let length = min(pending.count, output.count)
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[pending.prefix(length)]))
            pending = pending.dropFirst(length)
            return length
        }
        while !unpacker.hasEnded {
            if pending.isEmpty, !hasFileEnded {
                pending = 0..<(try Self.read(descriptor, into: input))
                hasFileEnded = pending.isEmpty
            }
            let (taken, written) = try unpacker.unpack(
                UnsafeMutableRawBufferPointer(rebasing: input[pending]), into: output, isLast: hasFileEnded)
            pending = pending.dropFirst(taken)
            count += written
            guard count <= limit else {
                throw UnpackingError(
                    "it unpacks to more than \(limit >> 20) MiB", remedy: "cut what it holds into several files")
            }
            if written > 0 { return written }
        }
        return 0
    }

    /// All that follows.
    package func rest() throws(UnpackingError) -> Data {
        var data = Data()
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let length = try read(into: piece)
            guard length > 0 else { return data }
            data.append(contentsOf: piece[..<length])
        }
    }

    private static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
    ) throws(UnpackingError) -> Int {
        while true {
            let length = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if length >= 0 { return length }
            guard errno == EINTR else { throw unreadable(errno) }
        }
    }

    private static func unreadable(_ number: Int32) -> UnpackingError {
        UnpackingError(
            "the file cannot be read: \(number == ENOENT ? "there is none of that name" : String(cString: strerror(number)))",
            remedy: "check the path and its permissions")
    }
}
