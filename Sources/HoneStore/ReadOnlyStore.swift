import Foundation
import GRDB

/// Opens a store that this process may read but not write: a colleague's, a mounted archive.
enum ReadOnlyStore {
    /// - Returns: nil if the store may be written, so that it is opened in the usual way.
    static func open(_ path: String, busyTimeout: Double) throws -> DatabaseQueue? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard access(path, W_OK) != 0 || access(folder, W_OK) != 0 else { return nil }
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "hone.store.reading"
        // A reader of a write-ahead log shares an index with others, in a file that it would have to make.
        if hasNoLog(path) {
            // What nobody can write does not change, so it can be read without that index.
            let name = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
            return try DatabaseQueue(path: "file:\(name)?immutable=1", configuration: configuration)
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Whether everything stands in the file itself.
    private static func hasNoLog(_ path: String) -> Bool {
        var information = stat()
        return stat(path + "-wal", &information) != 0 || information.st_size == 0
    }
}
