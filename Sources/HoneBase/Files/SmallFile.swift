import CSystem
import Foundation

/// Files of a few kilobytes, read and written whole.
package enum SmallFile {
    /// The text of a file, or nil if there is none. (Foundation's reader asks /proc files for their size, which is 0.)
    package static func read(_ path: String) -> String? { bytes(of: path).map { String(decoding: $0, as: UTF8.self) } }

    package static func bytes(of path: String) -> [UInt8]? {
        let descriptor = hone_open_regular(path, O_RDONLY, 0)
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

    /// Writes a file anew, if nothing else has its name.
    ///
    /// - Returns: nil on success, else the error number.
    package static func write(_ text: String, to path: String) -> Int32? {
        let file = hone_open_regular(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { return errno }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return errno }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
