import Foundation
import HoneCore

/// A list of families with their spaces and the objective they share: `spaces.json`, or the first line of a trials file.
///
///     {"metric": {"minimize": "cv_error"}, "hidden": ["test_error"],
///      "families": {"lr": {"description": "...", "parameters": {"alpha": {"type": "float", ...}}}}}
///
/// `spaces` is another name for `families`; `metric` and `hidden` may be missing.
package struct SpacesDocument: Sendable, Hashable {
    package var families: [String: FamilySpace]
    package var objective: Objective

    /// The objective of the five known families.
    package static let knownObjective = Objective(.minimize, "cv_error")
    package static let known = SpacesDocument(families: FamilySpace.known, objective: knownObjective)

    package init(families: [String: FamilySpace], objective: Objective) {
        self.families = families
        self.objective = objective
    }

    /// Reads a file such as `spaces.json`.
    package init(path: String) throws(TrialDatabaseError) {
        let remedy = "Write {\"families\": {NAME: {\"description\": ..., \"parameters\": {...}}}}."
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            try self.init(try OrderedJSON(parsing: data))
        } catch {
            let problem =
                error is OrderedJSONError || error is SpacesProblem ? "\(error)" : error.localizedDescription
            throw TrialDatabaseError(.badInput, place: path, problem: problem, remedy: remedy)
        }
    }

    /// Whether a line of a trials file is a list of spaces rather than a trial.
    static func isDocument(_ json: OrderedJSON) -> Bool { json["spaces"] != nil || json["families"] != nil }

    init(_ json: OrderedJSON) throws(SpacesProblem) {
        guard let members = (json["spaces"] ?? json["families"])?.members else {
            throw SpacesProblem("it names no families")
        }
        families = [:]
        for member in members { families[member.name] = try Self.family(member) }
        objective = Self.knownObjective
        if let metric = json["metric"] {
            if let name = metric["minimize"]?.text {
                objective = Objective(.minimize, name)
            } else if let name = metric["maximize"]?.text {
                objective = Objective(.maximize, name)
            } else {
                throw SpacesProblem("metric must be {\"minimize\": NAME} or {\"maximize\": NAME}")
            }
        }
    }

    private static func family(_ member: OrderedJSON.Member) throws(SpacesProblem) -> FamilySpace {
        guard let parameters = member.value["parameters"]?.members else {
            throw SpacesProblem("family \(member.name) has no parameters")
        }
        do {
            let space = try SearchSpace(parameters.map { try Parameter(name: $0.name, json: $0.value) })
            return FamilySpace(summary: member.value["description"]?.text ?? member.name, space: space)
        } catch {
            throw SpacesProblem("family \(member.name): \(error)")
        }
    }
}

/// What is wrong with a list of spaces.
struct SpacesProblem: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Parameter {
    /// A parameter as `study.yaml` writes it, in JSON: `{"type": "float", "low": 1e-5, "high": 1, "scale": "log"}`.
    init(name: String, json: OrderedJSON) throws(SpacesProblem) {
        func need<T>(_ value: T?, _ key: String, _ kind: String) throws(SpacesProblem) -> T {
            guard let value else { throw SpacesProblem("parameter \(name): \(key) must be \(kind)") }
            return value
        }
        func list(_ key: String) throws(SpacesProblem) -> [ParameterValue] {
            let elements = try need(json[key]?.elements, key, "a list of values")
            let values = elements.compactMap(\.parameterValue)
            guard values.count == elements.count else {
                throw SpacesProblem("parameter \(name): \(key) must hold plain values")
            }
            return values
        }
        let keys = ["type", "low", "high", "scale", "step", "choices", "values", "value", "default", "if"]
        for member in json.members ?? [] where !keys.contains(member.name) {
            throw SpacesProblem(
                "parameter \(name): \(member.name) is not a key of a parameter"
                    + NearestName.hint(for: member.name, among: keys))
        }
        var scale: Scale?
        if let written = json["scale"] {
            scale = try need(written.text.flatMap(Scale.init(rawValue:)), "scale", "log or linear")
        }
        let domain: Domain
        switch try need(json["type"]?.text, "type", "float, int, categorical, ordinal or fixed") {
        case "float":
            domain = .float(
                low: try need(json["low"]?.double, "low", "a number"),
                high: try need(json["high"]?.double, "high", "a number"), scale: scale ?? .linear,
                step: json["step"] == nil ? nil : try need(json["step"]?.double, "step", "a number"))
        case "int":
            domain = .int(
                low: try need(json["low"]?.integer, "low", "an integer"),
                high: try need(json["high"]?.integer, "high", "an integer"), scale: scale ?? .linear,
                step: json["step"] == nil ? nil : try need(json["step"]?.integer, "step", "an integer"))
        case "categorical": domain = .categorical(try list("choices"))
        case "ordinal": domain = .ordinal(try list("values"), scale: scale)
        case "fixed": domain = .fixed(try need(json["value"]?.parameterValue, "value", "a plain value"))
        case let other: throw SpacesProblem("parameter \(name): \(other) is not a type of a parameter")
        }
        var defaultValue: ParameterValue?
        if let written = json["default"] {
            let value = try need(written.parameterValue, "default", "a plain value")
            defaultValue = domain.canonical(value) ?? value
        }
        var conditions: [Condition] = []
        if let written = json["if"] {
            for member in try need(written.members, "if", "an object such as {\"opt\": \"sgd\"}") {
                let values = member.value.elements ?? [member.value]
                conditions.append(Condition(parent: member.name, values: values.compactMap(\.parameterValue)))
            }
        }
        self.init(name, domain, default: defaultValue, if: conditions)
    }
}
