extension BenchmarkMethod {
    /// An opponent with the past of all methods.
    package static func opponent(_ opponent: Opponent, library: OpponentLibrary) -> BenchmarkMethod {
        BenchmarkMethod(
            name: opponent.rawValue,
            artefacts: { _, _ in Artefacts(database: library.past.hash) },
            note: { task, _ in library.past(of: task) == nil ? TaskPast.none : nil },
            makeOptimizer: { task, _ in
                guard task.function == nil else { throw BenchmarkError.needsRows(task: task.name) }
                return OpponentOptimizer(
                    opponent.rawValue, rule: library.rule(opponent, of: task),
                    candidates: library.past(of: task)?.candidates ?? task.candidates, all: task.candidates)
            })
    }
}
