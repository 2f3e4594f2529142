import Foundation
import HoneBase
import HoneCore

/// A file of trials, one JSON object a line:
///
///     {"model": "lr", "dataset": "german", "rows": 1000, "features": 20, "classes": 2,
///      "config": {"alpha": 0.01, "eta0": 0.1}, "status": "complete", "cv_error": 0.25, "seconds": 0.1}
///
/// `model` is the family, whose space comes from the first line if that is `{"spaces": {...}}`, else from a file of
/// spaces, else from the five known families.
package struct TrialsFile: Sendable {
    /// One line.
    package struct Record: Sendable {
        package var line: Int
        package var family: String
        package var dataset: String
        package var facts: [String: ParameterValue]
        package var trial: PastTrial
    }

    package let path: String
    package let spaces: SpacesDocument
    /// In the file's order.
    package let records: [Record]
    /// Lines of trials that had not finished when the file was written.
    package let unfinished: Int

    /// Members of a line that describe the dataset; every other number is a metric of the trial.
    private static let factNames: Set<String> = ["rows", "features", "numeric", "categorical", "classes", "majority"]

    /// - Parameter spaces: the families' spaces where the file does not say them itself.
    package init(path: String, spaces: SpacesDocument = .known) throws(TrialDatabaseError) {
        try self.init(lines: try JSONLines(path: path), spaces: spaces)
    }

    init(lines: JSONLines, spaces: SpacesDocument) throws(TrialDatabaseError) {
        var spaces = spaces
        if let first = lines.first, SpacesDocument.isDocument(first.json) {
            do {
                spaces = try SpacesDocument(first.json)
            } catch {
                throw lines.failure(first.number, "\(error)", "correct the spaces")
            }
            _ = try lines.next()
        }
        var identifiers = ContentIdentifiers()
        var records: [Record] = []
        var unfinished = 0
        while let line = try lines.next() {
            if Self.status(of: line.json).flatMap(TrialWords.meaning) == .unfinished {
                unfinished += 1
            } else {
                records.append(try Self.record(line, spaces: spaces, identifiers: &identifiers, lines: lines))
            }
        }
        self.unfinished = unfinished
        path = lines.file
        self.spaces = spaces
        self.records = records
    }

    private static func record(
        _ line: JSONLines.Line, spaces: SpacesDocument, identifiers: inout ContentIdentifiers, lines: JSONLines
    ) throws(TrialDatabaseError) -> Record {
        func failure(_ problem: String, _ remedy: String = "correct or delete the line") -> TrialDatabaseError {
            lines.failure(line.number, problem, remedy)
        }
        guard let family = line.json["model"]?.text else { throw failure("it has no model") }
        guard let dataset = line.json["dataset"]?.text else { throw failure("it has no dataset") }
        guard let known = spaces.families[family] else {
            throw failure(
                "\(family) is no family with a known space"
                    + NearestName.hint(for: family, among: spaces.families.keys.sorted()),
                "begin the file with {\"spaces\": {\"\(family)\": {\"description\": ..., \"parameters\": {...}}}}, or name a file of spaces with --spaces"
            )
        }
        guard let members = line.json["config"]?.members else { throw failure("it has no config") }
        var written = Configuration()
        for member in members {
            guard let value = member.value.parameterValue else {
                throw failure("config: \(member.name) has no plain value")
            }
            written[member.name] = value
        }
        let configuration: Configuration
        do {
            configuration = try known.canonical(written)
        } catch {
            throw failure("config: \(error)")
        }
        let content = try content(
            of: line.json, metric: (known.objective ?? spaces.objective).metric, failure: failure)
        let identifier = line.json["id"]?.text ?? identifiers.next(for: line.bytes, task: "\(family)/\(dataset)")
        return Record(
            line: line.number, family: family, dataset: dataset, facts: content.facts,
            trial: PastTrial(
                id: identifier, configuration: configuration, value: content.value, state: content.state,
                failure: content.failure, metrics: content.metrics, seconds: line.json["seconds"]?.double,
                origin: line.json["origin"]?.text))
    }

    private struct Content {
        var facts: [String: ParameterValue] = [:]
        var metrics: [String: Double] = [:]
        var value: Double?
        var state: TrialState
        var failure: TrialFailure?
    }

    private static func status(of json: JSON) -> String? { json["status"]?.text ?? json["state"]?.text }

    private static func content(
        of json: JSON, metric: String, failure: (String, String) -> TrialDatabaseError
    ) throws(TrialDatabaseError) -> Content {
        let remedy = "correct or delete the line"
        let status = status(of: json) ?? "complete"
        let state: TrialState
        var reason = TrialFailure.Reason.exit
        switch TrialWords.meaning(of: status) {
        case .complete: state = .complete
        case .failed(let told):
            state = .failed
            reason = told
        case .pruned: state = .pruned
        case .cancelled: state = .cancelled
        case .unfinished, nil:
            throw failure("status \(status) is no word that Hone knows, such as \(TrialWords.examples)", remedy)
        }
        var content = Content(state: state)
        content.value = json[metric]?.double
        if state == .complete, content.value == nil {
            throw failure("a complete trial must have the number \(metric)", remedy)
        }
        if state == .failed {
            content.failure = TrialFailure(reason, json["error"]?.text ?? "")
        }
        for member in json.members ?? [] {
            if factNames.contains(member.name) {
                content.facts[member.name] = member.value.parameterValue
            } else if let number = member.value.double, member.name != metric, member.name != "seconds" {
                content.metrics[member.name] = number
            }
        }
        return content
    }

    /// The trials by task, tasks in the order of their first line, trials in the file's order.
    ///
    /// - Parameter source: the first part of the tasks' ids.
    package func entries(source: String, licence: String? = nil) -> [PastTrialsSnapshot.Entry] {
        var order: [String] = []
        var entries: [String: PastTrialsSnapshot.Entry] = [:]
        for record in records {
            guard let family = spaces.families[record.family] else { continue }
            let id = "\(source)/\(record.family)/\(record.dataset)"
            if entries[id] == nil {
                order.append(id)
                let task = PastTask(
                    id: id, family: family.family ?? record.family,
                    task: TaskDescription(model: record.family, dataset: record.dataset, facts: record.facts),
                    summary: family.summary, space: family.space, objective: family.objective ?? spaces.objective,
                    source: source, licence: licence)
                entries[id] = PastTrialsSnapshot.Entry(task: task, trials: [])
            }
            entries[id]?.trials.append(record.trial)
        }
        return order.compactMap { entries[$0] }
    }
}

/// Names trials by what their lines say, so that the same line imported again is the same trial and a file that has grown
/// is imported on top of its beginning. Equal lines within a file are told apart by their count: repeats are trials too.
struct ContentIdentifiers {
    private var counts: [String: Int] = [:]
    /// Hexadecimal digits of the content's hash: 64 bits.
    private static let digits = 16

    mutating func next(for content: some Sequence<UInt8>, task: String) -> String {
        let trimmed = content.filter { $0 != 0x0D }
        let hash = String(SHA256.hash(of: trimmed).hexadecimal.prefix(Self.digits))
        let count = counts["\(task)\u{1F}\(hash)", default: 0] + 1
        counts["\(task)\u{1F}\(hash)"] = count
        return count == 1 ? hash : "\(hash)-\(count)"
    }
}
