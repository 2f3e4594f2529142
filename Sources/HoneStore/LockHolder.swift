import Foundation
import HoneBase

/// Finds out who holds a lock on a database, for the message that says so.
package enum LockHolder {
    /// How often the kernel's table is read before nobody counts as found.
    private static let looks = 5

    /// `process 4121 (python3)`, or nil where the system does not tell (other machines, other users, not Linux).
    static func describe(database path: String) -> String? {
        #if os(Linux)
            // In WAL mode the locks are byte ranges of the -shm file, before that of the database itself.
            let inodes = Set(
                [path + "-shm", path].compactMap { file -> UInt64? in
                    var information = stat()
                    return stat(file, &information) == 0 ? UInt64(information.st_ino) : nil
                })
            // The kernel hands the table out page by page, and locks that come and go meanwhile make it skip some.
            let found = (0..<looks).lazy.compactMap { _ in
                holder(in: SmallFile.read("/proc/locks") ?? "", inodes: inodes, except: getpid())
            }
            guard let pid = found.first else { return nil }
            let name = (try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8))?
                .trimmingCharacters(in: .whitespacesAndNewlines)
            return "process \(pid)" + (name.map { " (\($0))" } ?? "")
        #else
            return nil
        #endif
    }

    /// The process that holds a write lock on one of the inodes. Lines read
    /// `1: POSIX  ADVISORY  WRITE 4121 fd:01:524301 120 120` (man 5 proc_locks).
    package static func holder(in table: String, inodes: Set<UInt64>, except own: Int32) -> Int32? {
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 8, fields[3] == "WRITE", let pid = Int32(fields[4]), pid > 0, pid != own else {
                continue
            }
            guard let inode = fields[5].split(separator: ":").last.flatMap({ UInt64($0) }), inodes.contains(inode)
            else {
                continue
            }
            return pid
        }
        return nil
    }
}
