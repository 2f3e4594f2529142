import HoneCore

/// What was read from a file of trials, checked and ready to be stored.
package struct ReadTrials {
    package internal(set) var entries: [PastTrialsSnapshot.Entry] = []
    /// Trials that had not finished, or that somebody stopped.
    var unfinished = 0
    /// How the file was read, where that is not plain.
    var notes: [String] = []
    /// Rows that were left out.
    private(set) var leftOut = 0
    private(set) var problems: [ImportSummary.Problem] = []

    init(entries: [PastTrialsSnapshot.Entry] = [], notes: [String] = []) {
        self.entries = entries
        self.notes = notes
    }

    var firstProblem: ImportSummary.Problem? { problems.first }

    mutating func leaveOut(_ place: String, _ problem: String) {
        leftOut += 1
        if problems.count < ImportSummary.mostProblems {
            problems.append(ImportSummary.Problem(place: place, problem: problem))
        }
    }

    /// In the order of the file's lines.
    mutating func sortProblems() {
        func line(_ problem: ImportSummary.Problem) -> Int {
            problem.place.split(separator: ":").last.flatMap { Int($0) } ?? 0
        }
        problems.sort { line($0) < line($1) }
    }
}
