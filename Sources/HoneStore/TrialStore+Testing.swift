import Foundation

extension TrialStore {
    /// Keeps the store locked for writing: what other processes see then is part of the contract, so tests need it.
    package func holdWriteLock(seconds: Double, _ isHeld: @Sendable @escaping () -> Void) async throws {
        try await write { _ in
            isHeld()
            Thread.sleep(forTimeInterval: seconds)
        }
    }

    /// Limits the file to so many pages of 4 KiB, as a full disk does.
    package func limitPages(to count: Int) async throws {
        try await pool.barrierWriteWithoutTransaction { db in try db.execute(sql: "PRAGMA max_page_count = \(count)") }
    }

    /// How many pages the file has.
    package func pageCount() async throws -> Int {
        try await read { db in try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 }
    }
}
