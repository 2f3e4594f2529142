import HoneCore

/// Why a benchmark cannot run or cannot be reported.
package enum BenchmarkError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownSuite(String, known: [String])
    case unknownMethod(String, known: [String])
    case nothingComplete(file: String)
    /// What a method reads saw the dataset of the task that it is to be tested on.
    case seen(method: String, task: String, what: String)
    /// The output file holds runs of the same method that read something else.
    case otherArtefacts(file: String, line: Int, method: String)
    case damagedRuns(file: String, line: Int, problem: String)
    /// A method suggested what is no candidate.
    case notACandidate(method: String, task: String, configuration: String)
    case cannotWrite(file: String, problem: String)
    case cannotRead(file: String, problem: String)
    case unscored(task: String)
    case noAdapter(task: String, folder: String, problem: String)

    package var description: String {
        switch self {
        case .unknownSuite(let name, let known):
            "--suite \(name): there is no such suite" + NearestName.hint(for: name, among: known)
        case .unknownMethod(let name, let known):
            "--methods \(name): there is no such method" + NearestName.hint(for: name, among: known)
        case .nothingComplete(let file):
            "\(file): none of its trials is complete, so there is nothing to choose from"
        case .seen(let method, let task, let what):
            """
            \(method) on \(task): refused, because \(what) saw this dataset, under this or another name
              Test on what it has not seen: give an adapter and a database made with --leave-out dataset:\(task.split(separator: "/").dropFirst().first ?? "NAME").
            """
        case .otherArtefacts(let file, let line, let method):
            """
            \(file):\(line): it holds runs of \(method) with another adapter or database
              Write to another file, or delete those lines.
            """
        case .damagedRuns(let file, let line, let problem):
            "\(file):\(line): not a run: \(problem)\n  Delete the line; its run is made again."
        case .notACandidate(let method, let task, let configuration):
            "\(method) on \(task): it suggested \(configuration), which is not in the table; this is a bug of the method"
        case .cannotWrite(let file, let problem):
            "\(file): cannot be written: \(problem)\n  Make room or name another file with --output."
        case .cannotRead(let file, let problem):
            "\(file): cannot be read: \(problem)"
        case .noAdapter(let task, let folder, let problem):
            """
            \(folder): it has no adapter for \(task): \(problem)
              Folders are named fold0-draw0 and so on; or give one adapter for all tasks: --adapter FOLDER.
            """
        case .unscored(let task):
            "\(task): its best and worst values are unknown here\n  Name the file of its trials: --table FILE."
        }
    }

    /// Whether the user asked for what cannot be done, rather than something failing on the way.
    package var isWrongInput: Bool {
        switch self {
        case .unknownSuite, .unknownMethod, .nothingComplete, .seen, .otherArtefacts, .damagedRuns, .cannotRead,
            .noAdapter,
            .unscored:
            true
        case .notACandidate, .cannotWrite: false
        }
    }
}
