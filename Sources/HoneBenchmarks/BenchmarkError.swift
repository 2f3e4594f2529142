import HoneCore

/// Why a benchmark cannot run or cannot be reported.
package enum BenchmarkError: HoneError, Hashable {
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
    /// A method that cannot be asked what it expects.
    case predictsNothing(method: String)
    case noAdapter(task: String, folder: String, problem: String)
    /// A function, where a list of candidates with known results is needed.
    case needsRows(task: String)
    case damagedCurves(file: String, line: Int, problem: String)
    /// A line that `FunctionSession` cannot answer.
    case badQuestion(String)

    package var place: String? {
        switch self {
        case .unknownSuite(let name, _): "--suite \(name)"
        case .unknownMethod(let name, _), .predictsNothing(let name): "--methods \(name)"
        case .nothingComplete(let file), .cannotWrite(let file, _), .cannotRead(let file, _): file
        case .seen(let method, let task, _), .notACandidate(let method, let task, _): "\(method) on \(task)"
        case .otherArtefacts(let file, let line, _), .damagedRuns(let file, let line, _),
            .damagedCurves(let file, let line, _):
            "\(file):\(line)"
        case .noAdapter(_, let folder, _): folder
        case .unscored(let task), .needsRows(let task): task
        case .badQuestion: "standard input"
        }
    }

    package var problem: String {
        switch self {
        case .unknownSuite(let name, let known): "there is no such suite" + NearestName.hint(for: name, among: known)
        case .unknownMethod(let name, let known): "there is no such method" + NearestName.hint(for: name, among: known)
        case .nothingComplete: "none of its trials is complete, so there is nothing to choose from"
        case .seen(_, _, let what): "refused, because \(what) saw this dataset, under this or another name"
        case .otherArtefacts(_, _, let method): "it holds runs of \(method) with another adapter or database"
        case .damagedRuns(_, _, let problem): "not a run: \(problem)"
        case .notACandidate(_, _, let configuration):
            "it suggested \(configuration), which is not in the table; this is a bug of the method"
        case .cannotWrite(_, let problem): "cannot be written: \(problem)"
        case .cannotRead(_, let problem): "cannot be read: \(problem)"
        case .noAdapter(let task, _, let problem): "it has no adapter for \(task): \(problem)"
        case .predictsNothing: "it expects nothing of a configuration, so there is nothing to measure"
        case .damagedCurves(_, _, let problem): "no learning curves of a task: \(problem)"
        case .needsRows: "it is a function, and this needs candidates whose results are known"
        case .badQuestion(let problem): "not a question: \(problem)"
        case .unscored: "its best and worst values are unknown here"
        }
    }

    package var remedy: String? {
        switch self {
        case .unknownSuite, .unknownMethod, .nothingComplete, .notACandidate, .cannotRead, .needsRows, .badQuestion,
            .damagedCurves:
            nil
        case .seen(_, let task, _):
            "test on what it has not seen: give an adapter and a database made with --leave-out dataset:\(task.split(separator: "/").dropFirst().first ?? "NAME")"
        case .otherArtefacts: "write to another file, or delete those lines"
        case .damagedRuns: "delete the line; its run is made again"
        case .cannotWrite: "make room or name another file with --output"
        case .noAdapter: "folders are named fold0-draw0 and so on; or give one adapter for all tasks: --adapter FOLDER"
        case .predictsNothing: "leave it out; gp, transfer, lm and reader can be asked"
        case .unscored: "name the file of its trials: --table FILE"
        }
    }

    package var fault: Fault {
        switch self {
        case .unknownSuite, .unknownMethod, .nothingComplete, .seen, .otherArtefacts, .damagedRuns, .cannotRead,
            .noAdapter, .unscored, .predictsNothing, .needsRows, .badQuestion, .damagedCurves:
            .input
        case .cannotWrite: .surroundings
        case .notACandidate: .hone
        }
    }
}
