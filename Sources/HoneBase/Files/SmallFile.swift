import Foundation

/// Files of a few kilobytes: read whole, and written so that a reader sees all of one or nothing of it.
package enum SmallFile {
    /// The text of a file, or nil if there is none. (Foundation's reader asks /proc files for their size, which is 0.)
    package static func read(_ path: String) -> String? { bytes(of: path).map { String(decoding: $0, as: UTF8.self) } }

    package static func bytes(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// A value of JSON from a file, or nil if there is no file or it holds something else.
    package static func decode<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
        bytes(of: path).flatMap { try? JSONDecoder().decode(type, from: Data($0)) }
    }

    /// Makes a folder and those above it.
    ///
    /// - Returns: nil if it is there now, else the error number.
    package static func makeFolder(_ path: String) -> Int32? {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return nil }
        let number = errno
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard number == ENOENT, parent != path else { return number }
        if let failure = makeFolder(parent) { return failure }
        return mkdir(path, 0o755) == 0 || errno == EEXIST ? nil : errno
    }

    /// How a file is put in its place.
    package enum Placement {
        /// The file takes the place of an older one.
        case replacing
        /// The file must be the first of its name: of several processes that try, one succeeds.
        case claiming
    }

    /// Writes a file under a temporary name, flushes it to the disk and moves it into place.
    ///
    /// - Returns: nil on success, else the error number (EEXIST where `claiming` came too late).
    package static func write(_ bytes: some Collection<UInt8>, to path: String, _ placement: Placement) -> Int32? {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return errno }
        defer { unlink(temporary) }
        let failure = writeAll(Array(bytes), to: descriptor)
        close(descriptor)
        if let failure { return failure }
        switch placement {
        case .replacing: return rename(temporary, path) == 0 ? nil : errno
        case .claiming: return link(temporary, path) == 0 ? nil : errno
        }
    }

    package static func encode(_ value: some Encodable, to path: String, _ placement: Placement) throws -> Int32? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return write(try encoder.encode(value), to: path, placement)
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return errno }
            written += count
        }
        return fsync(descriptor) == 0 ? nil : errno
    }
}
