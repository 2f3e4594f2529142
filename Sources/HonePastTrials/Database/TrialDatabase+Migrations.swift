import GRDB

extension TrialDatabase {
    /// The schema's history. A step that was released never changes.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: tasks, trials, names of datasets") { database in
            try database.create(table: "task") { table in
                table.primaryKey("id", .text)
                table.column("family", .text).notNull()
                table.column("dataset", .text)
                table.column("fingerprint", .text)
                // PastTask as JSON; the columns above repeat what is searched by.
                table.column("description", .text).notNull()
            }
            try database.create(table: "trial", options: [.withoutRowID]) { table in
                table.column("task", .text).notNull().references("task", onDelete: .cascade)
                table.column("id", .text).notNull()
                table.column("configuration", .text).notNull()
                table.column("value", .double)
                table.column("state", .text).notNull()
                table.column("reason", .text)
                table.column("message", .text)
                table.column("metrics", .text)
                table.column("seed", .integer)
                table.column("fidelity", .double)
                table.column("seconds", .double)
                table.column("position", .integer)
                table.primaryKey(["task", "id"])
            }
            try database.create(table: "datasetName") { table in
                table.primaryKey("name", .text)
                table.column("dataset", .text).notNull()
            }
        }
        migrator.registerMigration("2: who chose a configuration") { database in
            try database.alter(table: "trial") { table in table.add(column: "origin", .text) }
        }
        return migrator
    }
}
