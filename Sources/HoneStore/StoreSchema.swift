import Foundation
import GRDB

/// The store's tables, built up by migrations that are never changed once released.
enum StoreSchema {
    /// Written into the file's header (`PRAGMA application_id`): "Hone" in ASCII. It tells our stores from other databases.
    static let applicationID = 0x486F_6E65

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 studies and trials") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try createStudies(db)
            try createTrials(db)
            try createLeases(db)
        }
        migrator.registerMigration("2 identity, folders and settings of studies") { db in try identifyStudies(db) }
        migrator.registerMigration("3 attempts' tokens") { db in
            try db.alter(table: "attempts") { table in
                table.add(column: "token", .text).notNull().defaults(to: "")
            }
        }
        migrator.registerMigration("4 what changed since a revision, working directories") { db in
            try db.alter(table: "studies") { table in
                // Where the program runs; beside the store as the way from it.
                table.add(column: "workingDirectory", .text)
            }
            try db.alter(table: "trials") { table in
                // The study's revision at the trial's last change: who knows the trials as of a revision reads only the rest.
                table.add(column: "revision", .integer).notNull().defaults(to: 0)
            }
            try db.execute(sql: "CREATE INDEX trialsByRevision ON trials (study, revision)")
            try db.execute(
                sql: "CREATE INDEX trialsAsked ON trials (study, expiresAt) WHERE expiresAt IS NOT NULL")
        }
        migrator.registerMigration("5 steps of several objectives") { db in
            try db.alter(table: "reports") { table in
                // The values of the second and further objectives as a JSON array; absent where they were not reported.
                table.add(column: "further", .text)
            }
        }
        return migrator
    }

    private static func createStudies(_ db: Database) throws {
        try db.create(table: "studies") { table in
            table.autoIncrementedPrimaryKey("id")
            table.column("name", .text).notNull().unique()
            table.column("version", .integer).notNull()
            table.column("createdAt", .double).notNull()
            table.column("changedAt", .double).notNull()
            table.column("directory", .text).notNull()
            table.column("revision", .integer).notNull()
        }
        try db.create(table: "descriptions") { table in
            table.column("study", .integer).notNull().references("studies", onDelete: .cascade)
            table.column("version", .integer).notNull()
            table.column("createdAt", .double).notNull()
            table.column("json", .text).notNull()
            table.primaryKey(["study", "version"])
        }
    }

    private static func identifyStudies(_ db: Database) throws {
        try db.alter(table: "studies") { table in
            // Names a study anywhere and for ever; its row and its name may come again in other stores.
            table.add(column: "identifier", .text).notNull().defaults(to: "")
            // The settings of the last run, where they are not the description's own.
            table.add(column: "running", .text)
        }
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM studies") {
            try db.execute(
                sql: "UPDATE studies SET identifier = ? WHERE id = ?", arguments: [UUID().uuidString.lowercased(), id])
        }
        // Every folder that a study ever had, deleted studies included: a program of theirs may still write into it.
        try db.create(table: "folders", options: .withoutRowID) { table in table.primaryKey("path", .text) }
        try db.execute(sql: "INSERT OR IGNORE INTO folders (path) SELECT directory FROM studies")
    }

    private static func createTrials(_ db: Database) throws {
        try db.create(table: "trials", options: .withoutRowID) { table in
            table.column("study", .integer).notNull().references("studies", onDelete: .cascade)
            table.column("number", .integer).notNull()
            table.column("state", .text).notNull()
            table.column("descriptionVersion", .integer).notNull()
            table.column("configuration", .text).notNull()
            table.column("suggestion", .text)
            // The objectives' values as a JSON array; a single one is by far the usual case and is never searched for.
            table.column("objectives", .text)
            table.column("valueSource", .text)
            table.column("failureReason", .text)
            table.column("failureMessage", .text)
            table.column("createdAt", .double).notNull()
            table.column("finishedAt", .double)
            // Asked trials only: when the suggestion is given up.
            table.column("expiresAt", .double)
            table.primaryKey(["study", "number"])
        }
        try db.create(table: "attempts", options: .withoutRowID) { table in
            table.column("study", .integer).notNull()
            table.column("trial", .integer).notNull()
            table.column("ordinal", .integer).notNull()
            table.column("id", .text).notNull()
            table.column("state", .text).notNull()
            table.column("startedAt", .double).notNull()
            table.column("endedAt", .double)
            table.column("handle", .text)
            table.primaryKey(["study", "trial", "ordinal"])
            table.foreignKey(
                ["study", "trial"], references: "trials", columns: ["study", "number"], onDelete: .cascade)
        }
        try db.create(table: "reports", options: .withoutRowID) { table in
            table.column("study", .integer).notNull()
            table.column("trial", .integer).notNull()
            table.column("position", .integer).notNull()
            table.column("step", .integer).notNull()
            // NULL is not a number: SQLite keeps no NaN.
            table.column("value", .double)
            table.primaryKey(["study", "trial", "position"])
            table.foreignKey(
                ["study", "trial"], references: "trials", columns: ["study", "number"], onDelete: .cascade)
        }
        try db.create(table: "metrics", options: .withoutRowID) { table in
            table.column("study", .integer).notNull()
            table.column("trial", .integer).notNull()
            table.column("name", .text).notNull()
            table.column("value", .double)
            table.primaryKey(["study", "trial", "name"])
            table.foreignKey(
                ["study", "trial"], references: "trials", columns: ["study", "number"], onDelete: .cascade)
        }
    }

    private static func createLeases(_ db: Database) throws {
        try db.create(table: "leases") { table in
            table.column("study", .integer).primaryKey().references("studies", onDelete: .cascade)
            table.column("token", .text).notNull()
            table.column("pid", .integer).notNull()
            table.column("startTime", .integer).notNull()
            table.column("machine", .text).notNull()
            table.column("host", .text).notNull()
            table.column("acquiredAt", .double).notNull()
            table.column("heartbeat", .double).notNull()
        }
    }
}
