import Foundation

/// A file that is opened for reading without ever waiting: pipes, devices, sockets and folders are refused, and no more is
/// read than the file held when it was opened.
///
/// A program may put anything in the place of a file that Hone reads; opening a pipe would wait for a writer for ever, and
/// `/dev/zero` has no end.
package struct RegularFile: ~Copyable {
    /// Why a file was not opened.
    package enum Refusal: Error, Hashable {
        /// There is none of that name.
        case missing
        /// It is something else: `a pipe`, `a folder`.
        case notAFile(String)
        /// The system refused (an error number).
        case refused(Int32)
    }

    private let descriptor: Int32
    /// Bytes at the time of opening.
    package let size: Int
    /// Where the next `read` begins.
    package var offset = 0

    package init(_ path: String) throws(Refusal) {
        (descriptor, size) = try Self.opened(path)
    }

    private static func opened(_ path: String) throws(Refusal) -> (descriptor: Int32, size: Int) {
        // Without O_NONBLOCK the opening itself would wait for a pipe's other end.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw .missing
            case ENXIO: throw .notAFile("a socket")
            case let number: throw .refused(number)
            }
        }
        var information = stat()
        let failure = fstat(descriptor, &information) == 0 ? nil : errno
        let type = information.st_mode & S_IFMT
        guard failure == nil, type == S_IFREG else {
            close(descriptor)
            throw failure.map { .refused($0) } ?? .notAFile(kind(type))
        }
        return (descriptor, Int(information.st_size))
    }

    deinit { close(descriptor) }

    /// Reads up to `buffer.count` bytes from `offset` on.
    ///
    /// - Returns: how many; 0 at the end of what the file held when it was opened, or where it cannot be read further.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = min(buffer.count, size - offset)
        guard wanted > 0, let start = buffer.baseAddress else { return 0 }
        while true {
            let count = pread(descriptor, start, wanted, off_t(offset))
            if count < 0, errno == EINTR { continue }
            offset += max(0, count)
            return max(0, count)
        }
    }

    /// The file's last bytes, at most `limit` of them.
    package static func tail(of path: String, limit: Int) throws(Refusal) -> [UInt8] {
        var file = try RegularFile(path)
        file.offset = max(0, file.size - limit)
        return file.rest(limit: limit)
    }

    /// The bytes from `offset` on, at most `limit` of them.
    package mutating func rest(limit: Int) -> [UInt8] {
        let length = min(limit, max(0, size - offset))
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
            while initialized < length {
                let count = read(
                    into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
                )
                guard count > 0 else { break }
                initialized += count
            }
        }
    }

    private static func kind(_ type: mode_t) -> String {
        switch type {
        case S_IFIFO: "a pipe"
        case S_IFDIR: "a folder"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }
}
