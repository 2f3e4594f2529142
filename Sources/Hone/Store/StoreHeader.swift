import Foundation

/// The first bytes of an SQLite file, looked at before SQLite opens it: opening would already change a stranger's database.
enum StoreHeader {
    /// The header string of the file format (sqlite.org/fileformat.html, 1.3.1).
    private static let magic = Array("SQLite format 3\0".utf8)
    /// Where the application id lies (1.3.15), big-endian.
    private static let applicationIDOffset = 68

    /// Why the file cannot be a store, or nil if it can be one (empty and absent files too).
    static func objection(to path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: 100).map(Array.init), !bytes.isEmpty else { return nil }
        guard bytes.starts(with: magic), bytes.count == 100 else { return "it is not an SQLite database" }
        let id = bytes[applicationIDOffset..<applicationIDOffset + 4].reduce(0) { $0 << 8 | Int($1) }
        // 0: nothing was written to the main file yet, the write-ahead log may hold it all.
        guard id == 0 || id == StoreSchema.applicationID else { return "it is a database of another program" }
        return nil
    }
}
