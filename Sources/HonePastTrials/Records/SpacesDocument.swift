import Foundation
import HoneBase
import HoneCore

/// A list of families with their spaces and the objective they share: `spaces.json`, or the first line of a trials file.
///
///     {"metric": {"minimize": "cv_error"}, "hidden": ["test_error"],
///      "families": {"lr": {"description": "...", "parameters": {"alpha": {"type": "float", ...}}}}}
///
/// `spaces` is another name for `families`; `metric` and `hidden` may be missing. A family may say its own `metric`, and with
/// `family` the programs that it is kin to, by which it is left out.
package struct SpacesDocument: Sendable, Hashable {
    package var families: [String: FamilySpace]
    package var objective: Objective

    /// The objective of the five known families.
    package static let knownObjective = Objective(.minimize, "cv_error")
    package static var known: SpacesDocument { KnownData.spaces }

    package init(families: [String: FamilySpace], objective: Objective) {
        self.families = families
        self.objective = objective
    }

    /// Reads a file such as `spaces.json`, packed or not.
    package init(path: String) throws(TrialDatabaseError) {
        let data: Data
        do {
            data = try UnpackedFile(path, limit: Self.mostBytes).rest()
        } catch {
            throw TrialDatabaseError(reading: path, error)
        }
        do {
            try self.init(try JSON(parsing: data))
        } catch {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "\(error)",
                remedy: "write {\"families\": {NAME: {\"description\": ..., \"parameters\": {...}}}}")
        }
    }

    /// Hundreds of programs take a third of a megabyte.
    private static let mostBytes = 256 << 20

    /// Whether a line of a trials file is a list of spaces rather than a trial.
    static func isDocument(_ json: JSON) -> Bool { json["spaces"] != nil || json["families"] != nil }

    init(_ json: JSON) throws(SpacesProblem) {
        guard let members = (json["spaces"] ?? json["families"])?.members else {
            throw SpacesProblem("it names no families")
        }
        families = [:]
        for member in members { families[member.name] = try Self.family(member) }
        objective = Self.knownObjective
        if let metric = json["metric"] {
            guard let told = Self.objective(metric) else {
                throw SpacesProblem("metric must be {\"minimize\": NAME} or {\"maximize\": NAME}")
            }
            objective = told
        }
    }

    private static func objective(_ json: JSON) -> Objective? {
        if let name = json["minimize"]?.text { return Objective(.minimize, name) }
        if let name = json["maximize"]?.text { return Objective(.maximize, name) }
        return nil
    }

    private static func family(_ member: JSON.Member) throws(SpacesProblem) -> FamilySpace {
        guard let parameters = member.value["parameters"]?.members else {
            throw SpacesProblem("family \(member.name) has no parameters")
        }
        do {
            let space = try SearchSpace(parameters.map { try Parameter(name: $0.name, json: $0.value) })
            var family = FamilySpace(summary: member.value["description"]?.text ?? member.name, space: space)
            family.family = member.value["family"]?.text
            // A text says in words what the common objective is here.
            family.objective = member.value["metric"].flatMap(objective)
            for parameter in parameters {
                family.written[parameter.name] = (parameter.value["choices"] ?? parameter.value["values"])?.elements
            }
            return family
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
    init(name: String, json: JSON) throws(SpacesProblem) {
        func need<T>(_ value: T?, _ key: String, _ kind: String) throws(SpacesProblem) -> T {
            guard let value else { throw SpacesProblem("parameter \(name): \(key) must be \(kind)") }
            return value
        }
        let keys = ["type"] + DomainKind.keys + ["default", "if", "describe"]
        for member in json.members ?? [] where !keys.contains(member.name) {
            throw SpacesProblem(
                "parameter \(name): \(member.name) is not a key of a parameter"
                    + NearestName.hint(for: member.name, among: keys))
        }
        let type = try need(json["type"]?.text, "type", "one of \(DomainKind.names.joined(separator: ", "))")
        guard let kind = DomainKind(rawValue: type) else {
            throw SpacesProblem("parameter \(name): \(type) is not a type of a parameter")
        }
        let read = try Domain(kind) { field throws(SpacesProblem) in
            guard field.presence == .required || json[field.key] != nil else { return nil }
            return try need(json[field.key]?.content(of: field.shape), field.key, field.shape.expectation)
        }
        let domain = try need(read, kind.rawValue, "complete")
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
        let meaning = try json["describe"].map { json throws(SpacesProblem) in try need(json.text, "describe", "a text")
        }
        self.init(name, domain, default: defaultValue, if: conditions, meaning: meaning)
    }
}

extension JSON {
    /// What stands under a domain's key, if it has that shape.
    fileprivate func content(of shape: DomainField.Shape) -> DomainContent? {
        switch shape {
        case .number: return double.map(DomainContent.number)
        case .integer: return integer.map(DomainContent.integer)
        case .scale: return text.flatMap(Scale.init(rawValue:)).map(DomainContent.scale)
        case .value: return parameterValue.map(DomainContent.value)
        case .values:
            guard let elements else { return nil }
            let values = elements.compactMap(\.parameterValue)
            return values.count == elements.count ? .values(values) : nil
        }
    }
}
