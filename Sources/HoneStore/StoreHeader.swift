import Foundation
import GRDB

/// What stands in an SQLite file's header, looked at before the store is opened for writing: that alone would already change
/// a stranger's database.
enum StoreHeader {
    /// Bytes (sqlite.org/fileformat.html, 1.3.2).
    private static let smallestPage = 512

    /// Why the file cannot be a store, or nil if it can be one (an empty one, say) or cannot be read at all.
    ///
    /// SQLite itself opens the file: a descriptor of our own would, when closed, drop the locks that this process holds on
    /// the file through SQLite (POSIX locks belong to the process; sqlite.org/howtocorrupt.html, 2.2).
    static func objection(to path: String) -> String? {
        var information = stat()
        // SQLite takes what is smaller than its smallest page for an empty database, and would write over it.
        if stat(path, &information) == 0, (1..<smallestPage).contains(Int(information.st_size)) {
            return "it is not an SQLite database"
        }
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(1)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { db in
                let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
                // The list of migrations alone is a store that another process is just creating.
                let tables =
                    try Int.fetchOne(
                        db,
                        sql: """
                            SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations' AND name NOT LIKE 'sqlite_%'
                            """) ?? 0
                let isOurs = id == StoreSchema.applicationID || (id == 0 && tables == 0)
                return isOurs ? nil : "it is a database of another program"
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            return "it is not an SQLite database"
        } catch {
            return nil
        }
    }
}
