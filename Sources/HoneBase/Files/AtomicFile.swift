import Foundation

/// Replaces files in one step.
package enum AtomicFile {
    /// Writes beside the target, flushes to the disk and renames, so that neither a crash nor a full disk harms what
    /// was there before.
    ///
    /// - Throws: `FileError` naming file, reason and remedy; nothing is left behind.
    package static func replace(_ url: URL, with data: Data) throws(FileError) {
        let partial = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).partial")
        let descriptor = open(partial.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(writing: url.path, number: errno) }
        let code = fill(descriptor, data)
        guard code == 0, rename(partial.path, url.path) == 0 else {
            let reason = code == 0 ? errno : code
            unlink(partial.path)
            throw FileError(writing: url.path, number: reason)
        }
    }

    /// Writes, flushes and closes; returns 0 or the error's number.
    private static func fill(_ descriptor: Int32, _ data: Data) -> Int32 {
        var code: Int32 = data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                    Foundation.write(descriptor, $0.baseAddress, $0.count)
                }
                if written < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                rest = rest.dropFirst(written)
            }
            return 0
        }
        if code == 0, fsync(descriptor) != 0 { code = errno }
        if close(descriptor) != 0, code == 0 { code = errno }
        return code
    }
}
