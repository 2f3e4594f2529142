import Foundation
import HoneCore

/// Hone's own file of past trials, which `hone db export` writes and `hone db import` reads: JSON Lines.
///
///     {"hone": "trials", "version": 1}
///     {"task": {"id": "trials/lr/german", "family": "lr", "space": {...}, ...}}
///     {"of": "trials/lr/german", "id": "3f2c", "config": {"alpha": 0.01, "eta0": 0.1}, "value": 0.25, "seconds": 0.1}
///
/// A task stands before its trials. A trial's `status` is `complete` unless it says otherwise; a failed one has a `reason`
/// and may have a `message`. What is unknown is left out.
enum ExportedTrials {
    static let version = 1

    static func isHeader(_ json: OrderedJSON) -> Bool { json["hone"]?.text == "trials" }

    // MARK: Writing

    static var header: String { "{\"hone\":\"trials\",\"version\":\(version)}" }

    static func line(_ task: PastTask) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return "{\"task\":" + String(decoding: try encoder.encode(task), as: UTF8.self) + "}"
    }

    static func line(_ trial: PastTrial, of task: PastTask) -> String {
        // The configuration in the parameters' order, as people wrote them.
        let values = task.space.parameters.compactMap { parameter in
            trial.configuration[parameter.name].map { (parameter.name, $0) }
        }
        var members = [
            "\"of\":\(JSONWriter.quoted(task.id))", "\"id\":\(JSONWriter.quoted(trial.id))",
            "\"config\":\(JSONWriter.object(values))",
        ]
        func add(_ name: String, _ value: ParameterValue?) {
            if let value { members.append("\"\(name)\":\(JSONWriter.text(value))") }
        }
        func finite(_ number: Double?) -> ParameterValue? { number.flatMap { $0.isFinite ? .float($0) : nil } }
        add("value", finite(trial.value))
        if trial.state != .complete { add("status", .string(trial.state.rawValue)) }
        if let failure = trial.failure {
            add("reason", .string(failure.reason.rawValue))
            if !failure.message.isEmpty { add("message", .string(failure.message)) }
        }
        let metrics = trial.metrics.filter { $0.value.isFinite }.sorted { $0.key < $1.key }
        if !metrics.isEmpty {
            members.append("\"metrics\":\(JSONWriter.object(metrics.map { ($0.key, .float($0.value)) }))")
        }
        add("seed", trial.seed.map(ParameterValue.int))
        add("fidelity", finite(trial.fidelity))
        add("seconds", finite(trial.seconds))
        add("position", trial.position.map(ParameterValue.int))
        return "{" + members.joined(separator: ",") + "}"
    }

    // MARK: Reading

    static func entries(_ lines: JSONLines) throws(TrialDatabaseError) -> [DatabaseSnapshot.Entry] {
        var order: [String] = []
        var entries: [String: DatabaseSnapshot.Entry] = [:]
        for line in lines.lines {
            if isHeader(line.json) {
                guard let version = line.json["version"]?.integer, version <= Self.version else {
                    throw lines.failure(
                        line.number, "the file's version is not one that this Hone reads", "Update Hone.")
                }
            } else if line.json["task"] != nil {
                let task = try task(line, lines)
                guard entries[task.id] == nil else {
                    throw lines.failure(line.number, "task \(task.id) stands here a second time", "Delete one of them.")
                }
                order.append(task.id)
                entries[task.id] = DatabaseSnapshot.Entry(task: task, trials: [])
            } else {
                guard let name = line.json["of"]?.text, let task = entries[name]?.task else {
                    throw lines.failure(
                        line.number, "it does not belong to a task that stands before it",
                        "Give \"of\" the id of a task.")
                }
                entries[name]?.trials.append(try trial(line, of: task, lines))
            }
        }
        return order.compactMap { entries[$0] }
    }

    private struct TaskLine: Decodable {
        var task: PastTask
    }

    private static func task(_ line: JSONLines.Line, _ lines: JSONLines) throws(TrialDatabaseError) -> PastTask {
        do {
            return try JSONDecoder().decode(TaskLine.self, from: line.bytes).task
        } catch {
            throw lines.failure(line.number, "the task cannot be read: \(error)", "Correct the line.")
        }
    }

    private static func trial(
        _ line: JSONLines.Line, of task: PastTask, _ lines: JSONLines
    ) throws(TrialDatabaseError) -> PastTrial {
        func failure(_ problem: String) -> TrialDatabaseError {
            lines.failure(line.number, problem, "Correct or delete the line.")
        }
        guard let id = line.json["id"]?.text else { throw failure("the trial has no id") }
        var written = Configuration()
        for member in line.json["config"]?.members ?? [] { written[member.name] = member.value.parameterValue }
        let configuration: Configuration
        do {
            configuration = try task.space.canonical(written)
        } catch {
            throw failure("config: \(error)")
        }
        guard let state = TrialState(rawValue: line.json["status"]?.text ?? "complete"), state.isFinished else {
            throw failure("its status is none of complete, failed, pruned, cancelled")
        }
        let value = line.json["value"]?.double
        if state == .complete, value == nil { throw failure("a complete trial must have a value") }
        var trialFailure: TrialFailure?
        if let name = line.json["reason"]?.text {
            guard let reason = TrialFailure.Reason(rawValue: name) else { throw failure("\(name) is no known reason") }
            trialFailure = TrialFailure(reason, line.json["message"]?.text ?? "")
        }
        var metrics: [String: Double] = [:]
        for member in line.json["metrics"]?.members ?? [] { metrics[member.name] = member.value.double }
        return PastTrial(
            id: id, configuration: configuration, value: value, state: state, failure: trialFailure, metrics: metrics,
            seed: line.json["seed"]?.integer, fidelity: line.json["fidelity"]?.double,
            seconds: line.json["seconds"]?.double, position: line.json["position"]?.integer)
    }
}
