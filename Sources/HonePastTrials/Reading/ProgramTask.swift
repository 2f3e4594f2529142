import Foundation
import HoneBase
import HoneCore

/// One line of a file of programs: a task with its trials in columns.
struct ProgramTask {
    private let json: JSON
    private let program: String
    private let task: String
    private let family: FamilySpace
    private let columns: [JSON.Member]
    private let values: [JSON]

    init(_ json: JSON, _ spaces: SpacesDocument) throws(SpacesProblem) {
        guard let program = json["program"]?.text, let task = json["task"]?.text else {
            throw SpacesProblem("it does not name its program and task")
        }
        guard let family = spaces.families[program] else {
            throw SpacesProblem(
                "\(program) has no space" + NearestName.hint(for: program, among: spaces.families.keys.sorted()))
        }
        guard let columns = json["config"]?.members, let values = json["value"]?.elements else {
            throw SpacesProblem("it has no columns config and value")
        }
        for column in columns where column.value.elements?.count != values.count {
            throw SpacesProblem("the column \(column.name) has not as many entries as value")
        }
        self.json = json
        self.program = program
        self.task = task
        self.family = family
        self.columns = columns
        self.values = values
    }

    func entry(source: String, licence: String?) throws(SpacesProblem) -> PastTrialsSnapshot.Entry {
        let id = "\(source)/\(program)/\(task)"
        var facts: [String: ParameterValue] = [:]
        for fact in json["facts"]?.members ?? [] { facts[fact.name] = fact.value.parameterValue }
        let past = PastTask(
            id: id, family: family.family ?? program,
            task: TaskDescription(model: program, dataset: json["dataset"]?.text, facts: facts),
            summary: family.summary, space: family.space,
            objective: family.objective ?? SpacesDocument.knownObjective, source: source, licence: licence)
        var trials: [PastTrial] = []
        for index in values.indices { trials.append(try trial(index, task: id)) }
        return PastTrialsSnapshot.Entry(task: past, trials: trials)
    }

    private func trial(_ index: Int, task id: String) throws(SpacesProblem) -> PastTrial {
        func failure(_ problem: String) -> SpacesProblem { SpacesProblem("trial \(index): \(problem)") }
        // As it was written, in the order of the columns: the trial's id is made of that.
        var config: [JSON.Member] = []
        var written = Configuration()
        for column in columns {
            guard let cell = column.value.elements?[index], !cell.isNull else { continue }
            let value = try choice(cell, of: column.name, failure)
            guard let parameterValue = value.parameterValue else { throw failure("\(column.name) is no plain value") }
            config.append(JSON.Member(column.name, value))
            written[column.name] = parameterValue
        }
        var trial: PastTrial
        do {
            trial = PastTrial(
                id: Self.identifier(task: id, config: .object(config), index: index),
                configuration: try family.space.canonical(written), value: nil)
        } catch {
            throw failure("config: \(error)")
        }
        if let value = values[index].double {
            trial.value = value
            for metric in json["metrics"]?.members ?? [] {
                trial.metrics[metric.name] = cell(of: metric.value, index)?.double
            }
        } else {
            guard let told = json["failed"]?[String(index)]?.elements,
                let name = told.first?.text, let reason = TrialFailure.Reason(rawValue: name)
            else { throw failure("it has no value, and no known reason why") }
            trial.state = .failed
            trial.failure = TrialFailure(reason, told.dropFirst().first?.text ?? "")
        }
        trial.seconds = json["seconds"].flatMap { cell(of: $0, index)?.double }
        trial.seed = json["repeat"]?[String(index)]?.elements?.dropFirst().first?.integer
        return trial
    }

    private func cell(of column: JSON, _ index: Int) -> JSON? {
        guard let elements = column.elements, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The value itself, or the choice that it is the index of.
    private func choice(
        _ cell: JSON, of name: String, _ failure: (String) -> SpacesProblem
    ) throws(SpacesProblem) -> JSON {
        guard let choices = family.written[name] else { return cell }
        guard let index = cell.integer, choices.indices.contains(index) else {
            throw failure("\(name) is not the index of one of its \(choices.count) choices")
        }
        return choices[index]
    }

    /// Hexadecimal digits of the content's hash: 64 bits.
    private static let digits = 16

    /// What `scripts/programs/unpack.py` calls the trial.
    private static func identifier(task: String, config: JSON, index: Int) -> String {
        var writer = JSONWriter(isSpaced: true)
        writer.value(config)
        return String(SHA256.hash(of: "\(task)|\(writer.text)|\(index)".utf8).hexadecimal.prefix(digits))
    }
}
