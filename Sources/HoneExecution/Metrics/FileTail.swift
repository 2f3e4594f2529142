import CSystem
import Foundation

/// The end of a file of any size.
enum FileTail {
    /// Bytes that are read: room for the last lines of a stack trace.
    private static let length = 8192

    /// The last line that is not blank, shortened for people; nil if there is none.
    static func lastLine(of path: String) -> String? {
        let descriptor = hone_open_regular(path, O_RDONLY, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { return nil }
        var data = [UInt8](repeating: 0, count: min(Int(information.st_size), length))
        let offset = Int(information.st_size) - data.count
        let count = data.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
        data.removeLast(data.count - max(0, count))
        let lines = data.split { $0 == 10 || $0 == 13 }
        guard let last = lines.last(where: { line in line.contains { $0 > 32 } }) else { return nil }
        return MetricCollector.quote(last)
    }
}
