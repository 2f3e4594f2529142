import Foundation
import HoneBase
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

    static func isHeader(_ json: JSON) -> Bool { json["hone"]?.text == "trials" }

    // MARK: Writing

    static var header: String { "{\"hone\":\"trials\",\"version\":\(version)}" }

    static func line(_ task: PastTask) throws -> String {
        "{\"task\":\(try ExactJSONEncoder().text(of: task))}"
    }

    static func line(_ trial: PastTrial, of task: PastTask) -> String {
        // The configuration in the parameters' order, as people wrote them.
        let parameters = task.space.parameters.map(\.name).filter { trial.configuration[$0] != nil }
        func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("of", task.id)
            writer.member("id", trial.id)
            writer.name("config")
            writer.object { writer in
                for name in parameters {
                    guard let value = trial.configuration[name] else { continue }
                    writer.name(name)
                    writer.value(value)
                }
            }
            if let value = finite(trial.value) { writer.member("value", value) }
            if trial.state != .complete { writer.member("status", trial.state.rawValue) }
            if let failure = trial.failure {
                writer.member("reason", failure.reason.rawValue)
                if !failure.message.isEmpty { writer.member("message", failure.message) }
            }
            let metrics = trial.metrics.filter { $0.value.isFinite }.sorted { $0.key < $1.key }
            if !metrics.isEmpty {
                writer.name("metrics")
                writer.object { writer in for (name, value) in metrics { writer.member(name, value) } }
            }
            if let seed = trial.seed { writer.member("seed", seed) }
            if let fidelity = finite(trial.fidelity) { writer.member("fidelity", fidelity) }
            if let seconds = finite(trial.seconds) { writer.member("seconds", seconds) }
            if let position = trial.position { writer.member("position", position) }
            if let origin = trial.origin { writer.member("origin", origin) }
        }
        return writer.text
    }

    // MARK: Reading

    static func entries(_ lines: JSONLines) throws(TrialDatabaseError) -> [PastTrialsSnapshot.Entry] {
        var order: [String] = []
        var entries: [String: PastTrialsSnapshot.Entry] = [:]
        while let line = try lines.next() {
            if isHeader(line.json) {
                guard let version = line.json["version"]?.integer, version <= Self.version else {
                    throw lines.failure(
                        line.number, "the file's version is not one that this Hone reads", "update Hone")
                }
            } else if line.json["task"] != nil {
                let task = try task(line, lines)
                guard entries[task.id] == nil else {
                    throw lines.failure(line.number, "task \(task.id) stands here a second time", "delete one of them")
                }
                order.append(task.id)
                entries[task.id] = PastTrialsSnapshot.Entry(task: task, trials: [])
            } else {
                guard let name = line.json["of"]?.text, let task = entries[name]?.task else {
                    throw lines.failure(
                        line.number, "it does not belong to a task that stands before it",
                        "give \"of\" the id of a task")
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
            return try ExactJSONDecoder.decode(TaskLine.self, from: line.bytes).task
        } catch {
            throw lines.failure(line.number, "the task cannot be read: \(error)", "correct the line")
        }
    }

    private static func trial(
        _ line: JSONLines.Line, of task: PastTask, _ lines: JSONLines
    ) throws(TrialDatabaseError) -> PastTrial {
        func failure(_ problem: String) -> TrialDatabaseError {
            lines.failure(line.number, problem, "correct or delete the line")
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
            seconds: line.json["seconds"]?.double, position: line.json["position"]?.integer,
            origin: line.json["origin"]?.text)
    }
}
