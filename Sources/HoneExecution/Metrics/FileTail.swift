import Foundation

/// The end of a file of any size.
enum FileTail {
    /// Bytes that are read: room for the last lines of a stack trace.
    private static let length: UInt64 = 8192

    /// The last line that is not blank, shortened for people; nil if there is none.
    static func lastLine(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let size = try? file.seekToEnd() else { return nil }
        guard (try? file.seek(toOffset: size > length ? size - length : 0)) != nil, let data = try? file.readToEnd()
        else {
            return nil
        }
        let lines = data.split { $0 == 10 || $0 == 13 }
        guard let last = lines.last(where: { line in line.contains { $0 > 32 } }) else { return nil }
        return MetricCollector.quote(last)
    }
}
