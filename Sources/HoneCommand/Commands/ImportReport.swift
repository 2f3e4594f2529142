import Hone

/// What an import did, for people or as a line of JSON.
struct ImportReport {
    var isJSON: Bool
    var isQuiet: Bool

    func write(_ file: String, _ summary: ImportSummary) throws {
        if isJSON { return try Console.json(ImportRecord(file: file, summary)) }
        for problem in summary.problems { Console.note("\(problem.place): left out: \(problem.problem)") }
        let silent = summary.leftOut - summary.problems.count
        if silent > 0 { Console.note("\(file): left out: \(silent.grouped) more") }
        guard !isQuiet else { return }
        var text = "\(file): \(summary.newTrials.grouped) new trials, \(summary.newTasks.grouped) new tasks"
        if summary.updated > 0 { text += ", \(summary.updated.grouped) with another end than before" }
        if summary.duplicates > 0 { text += ", \(summary.duplicates.grouped) were there already" }
        if summary.skipped > 0 { text += ", \(summary.skipped.grouped) not finished or of no use" }
        if summary.leftOut > 0 { text += ", \(summary.leftOut.grouped) left out" }
        Console.line(text)
        for note in summary.notes { Console.line("  " + note.replacing("\n", with: "\n  ")) }
    }
}
