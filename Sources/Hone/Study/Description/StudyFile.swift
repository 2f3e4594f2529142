import Foundation
import HoneCore
import HoneExecution

/// Reads `study.yaml`: every key checked, every mistake with its line.
public struct StudyFile {
    static let keys = [
        "name", "command", "objective", "metricConstraints", "pruner", "repeats", "task", "context", "parameters",
        "constraints",
        "trials", "parallel", "until", "timeout",
        "trialTimeout", "grace", "maxFailures", "metricRegex", "appendParameters", "optimizer", "seed", "useDefault",
        "executor",
    ]

    /// Reads the file at `path`.
    ///
    /// - Throws: `DescriptionError` with the path as the user wrote it, and the line.
    public static func read(path: String) throws(DescriptionError) -> StudyDraft {
        let data: Data
        do {
            data = try contents(of: path)
        } catch {
            throw DescriptionError(path, error.problem)
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw DescriptionError(path, "it is not text in UTF-8; is it a study?")
        }
        return try decode(text, name: path)
    }

    /// Decodes a study's text; `name` is what messages call the file.
    public static func decode(_ text: String, name: String) throws(DescriptionError) -> StudyDraft {
        let root = try YAMLReader.read(text, name: name)
        var draft = StudyDraft()
        draft.place = name
        let entries = try root.entries(of: "a study", known: keys)
        for entry in entries { try decode(entry, into: &draft) }
        // Last, because the parameters' names decide how a constraint is read.
        if let entry = entries.first(where: { $0.key == "constraints" }) {
            let names = Set(draft.parameters.map(\.parameter.name))
            draft.constraints = try constraints(entry.value, knowing: names)
        }
        return draft
    }

    private static func decode(_ entry: YAMLTree.Entry, into draft: inout StudyDraft) throws(DescriptionError) {
        let value = entry.value
        switch entry.key {
        case "name":
            let name = try value.text("name")
            try StudyName.check(name, place: value.place)
            draft.name = name
        case "command": draft.command = try command(value)
        case "objective":
            draft.objectives = try StudyFileObjective.decode(value)
            draft.objectivePlace = value.place
        case "metricConstraints": draft.metricConstraints = try metricConstraints(value)
        case "pruner": draft.pruner = try StudyFilePruner.decode(value)
        case "repeats": draft.setRepeats(try repeats(value), place: value.place)
        case "task": draft.task = try task(value)
        case "context": draft.context = try value.text("context")
        case "parameters": (draft.parameters, draft.mixtures) = try StudyFileParameter.decodeAll(value)
        case "constraints": break
        case "trials": draft.running.trials = try value.integer("trials", atLeast: 1)
        case "parallel": draft.running.parallel = try value.integer("parallel", atLeast: 1)
        case "until":
            draft.running.until = []
            for item in try value.sequence("until", example: "[\"no improvement in 20\"]") {
                draft.running.until.append(try StudyRules.rule(try item.text("a rule of until"), place: item.place))
            }
        case "timeout": draft.running.timeout = try value.seconds("timeout")
        case "trialTimeout": draft.running.trialTimeout = try value.seconds("trialTimeout")
        case "grace": draft.running.grace = try value.seconds("grace")
        case "maxFailures": draft.running.maxFailures = try value.integer("maxFailures", atLeast: 1)
        case "metricRegex":
            let text = try value.text("metricRegex")
            try MetricPattern.check(text, place: value.place)
            draft.running.metricRegex = text
        case "appendParameters": draft.running.appendsParameters = try value.truth("appendParameters")
        case "optimizer":
            draft.setOptimizer(try named(value, "optimizer", known: ["name"]), place: value.place)
        case "seed": draft.seed = UInt64(try value.integer("seed", atLeast: 0))
        case "useDefault": draft.usesDefault = try value.truth("useDefault")
        case "executor":
            let name = try named(value, "executor", known: ["name"])
            try ExecutorNames.check(name, place: value.place)
        default:
            throw DescriptionError(entry.place, "\(entry.key) is not read; drop it")
        }
    }

    /// `lm` or `{name: lm}`.
    private static func named(_ value: YAMLTree, _ what: String, known: [String]) throws(DescriptionError) -> String {
        guard case .mapping = value.content else { return try value.text("\(what)") }
        let entries = try value.entries(of: what, known: known)
        guard let name = entries.first(where: { $0.key == "name" }) else {
            throw value.error("\(what) has no name; write \(what): {name: ...}")
        }
        return try name.value.text("the name of \(what)")
    }

    /// `{max: 5}` or `5`.
    private static func repeats(_ value: YAMLTree) throws(DescriptionError) -> Int {
        guard case .mapping = value.content else { return try value.integer("repeats", atLeast: 2) }
        let entries = try value.entries(of: "repeats", known: ["max"])
        guard let max = entries.first(where: { $0.key == "max" }) else {
            throw value.error("repeats says no number of runs; write repeats: {max: 5}")
        }
        return try max.value.integer("max of repeats", atLeast: 2)
    }

    private static func command(_ value: YAMLTree) throws(DescriptionError) -> [String] {
        if case .scalar(let text, _) = value.content, !value.isNothing {
            let words = text.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ", ")
            throw value.error("command must be a list, as no shell splits it: [\(words.shortened(to: 200))]")
        }
        let items = try value.sequence("command", example: "[python, train.py, \"--lr={lr}\"]")
        guard !items.isEmpty else { throw value.error("command is an empty list; name the program") }
        var command: [String] = []
        for item in items {
            guard case .scalar(let text, _) = item.content else {
                throw item.error("an argument must be a text, not \(item.kind); quote it, as in \"--lr={lr}\"")
            }
            command.append(text)
        }
        return command
    }

    private static func task(_ value: YAMLTree) throws(DescriptionError) -> TaskDescription {
        var task = TaskDescription()
        for entry in try value.entries(of: "task", known: ["model", "dataset", "facts"]) {
            switch entry.key {
            case "model": task.model = try entry.value.text("model")
            case "dataset": task.dataset = try entry.value.text("dataset")
            default:
                for fact in try entry.value.entries("facts", example: "{rows: 1797, features: 64}") {
                    task.facts[fact.key] = try fact.value.value(fact.key)
                }
            }
        }
        return task
    }

    private static func metricConstraints(_ value: YAMLTree) throws(DescriptionError) -> [StudyDraft
        .PlacedMetricConstraint]
    {
        var constraints: [StudyDraft.PlacedMetricConstraint] = []
        for item in try value.sequence("metricConstraints", example: "[\"latency <= 50\"]") {
            let text = try item.text("a constraint of a metric")
            constraints.append(try StudyDraft.PlacedMetricConstraint(parsing: text, place: item.place))
        }
        return constraints
    }

    private static func constraints(
        _ value: YAMLTree, knowing names: Set<String>
    ) throws(DescriptionError) -> [StudyDraft.PlacedConstraint] {
        var constraints: [StudyDraft.PlacedConstraint] = []
        for item in try value.sequence("constraints", example: "[\"layers * width <= 4096\"]") {
            let text = try item.text("a constraint")
            do {
                constraints.append(.init(constraint: try Constraint(parsing: text, knowing: names), place: item.place))
            } catch {
                throw item.error(error.description)
            }
        }
        return constraints
    }

    /// The file's bytes, or in plain words why there are none. Folders, pipes and huge files are refused unread.
    private static func contents(of path: String) throws(DescriptionError) -> Data {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DescriptionError(
                path, "there is no such file; write one, or give the study as flags (hone run --help)")
        }
        guard !isFolder.boolValue else { throw DescriptionError(path, "it is a folder; name the file in it") }
        // A pipe or a device could keep the reader waiting for ever.
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: resolved)[.type] as? FileAttributeType
        guard type == .typeRegular else {
            throw DescriptionError(path, "it is a pipe or a device; write the study to a file and name that")
        }
        do {
            var file = try RegularFile(path)
            return Data(file.rest(limit: YAMLReader.sizeLimit + 1))
        } catch .notAFile(let kind) {
            throw DescriptionError(path, "it is \(kind), which may never end; write the study into a file")
        } catch {
            throw DescriptionError(path, "it cannot be read; check its permissions")
        }
    }
}
