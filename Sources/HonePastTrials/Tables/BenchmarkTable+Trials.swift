import HoneCore

extension BenchmarkTable {
    /// The first part of the ids of tasks that come from tables.
    package static let sourceName = "tables"

    /// Rows of the table as past trials.
    ///
    /// - Parameter rows: row numbers, each in `0..<rowCount`; nil for all of them.
    /// - Throws: `TableError` for a row that the table does not have.
    package func entry(rows: [Int]? = nil) throws(TableError) -> PastTrialsSnapshot.Entry {
        if let wrong = rows?.first(where: { !(0..<rowCount).contains($0) }) {
            throw TableError(file: file.path, problem: "row \(wrong) is asked for, it has rows 0 to \(rowCount - 1)")
        }
        let task = PastTask(
            id: "\(Self.sourceName)/\(name)", family: family, task: task, summary: summary, space: space,
            objective: objective, transform: transform, source: source, licence: licence)
        let trials = (rows ?? Array(0..<rowCount)).map { row in
            PastTrial(id: "row \(row)", configuration: configuration(at: row), value: value(at: row))
        }
        return PastTrialsSnapshot.Entry(task: task, trials: trials)
    }
}
