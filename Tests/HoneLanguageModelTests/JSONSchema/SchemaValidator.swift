import HoneBase

/// A second opinion: whether a value fits a schema, straight from the specification (draft 2020-12), for the keywords
/// that answers can be held to.
struct SchemaValidator {
    let document: JSON

    func fits(_ value: JSON) -> Bool { fits(value, document) }

    private func fits(_ value: JSON, _ schema: JSON) -> Bool {
        if let isOpen = schema.bool { return isOpen }
        return (schema.members ?? []).allSatisfy { holds($0.name, $0.value, of: value, schema) }
    }

    private func holds(_ keyword: String, _ rule: JSON, of value: JSON, _ schema: JSON) -> Bool {
        switch keyword {
        case "$ref": return fits(value, resolve(rule.text ?? ""))
        case "anyOf": return (rule.elements ?? []).contains { fits(value, $0) }
        case "enum": return (rule.elements ?? []).contains { isEqual(value, $0) }
        case "const": return isEqual(value, rule)
        case "type":
            return (rule.elements ?? [rule]).contains { isOfType(value, $0.text ?? "") }
        case "minimum": return value.double.map { $0 >= rule.double ?? 0 } ?? true
        case "maximum": return value.double.map { $0 <= rule.double ?? 0 } ?? true
        case "exclusiveMinimum": return value.double.map { $0 > rule.double ?? 0 } ?? true
        case "exclusiveMaximum": return value.double.map { $0 < rule.double ?? 0 } ?? true
        case "minLength": return value.text.map { $0.unicodeScalars.count >= rule.integer ?? 0 } ?? true
        case "maxLength": return value.text.map { $0.unicodeScalars.count <= rule.integer ?? 0 } ?? true
        case "pattern":
            guard let text = value.text, let pattern = rule.text else { return true }
            guard let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { return false }
            return text.firstMatch(of: regex) != nil
        case "minItems": return value.elements.map { $0.count >= rule.integer ?? 0 } ?? true
        case "maxItems": return value.elements.map { $0.count <= rule.integer ?? 0 } ?? true
        case "items": return (value.elements ?? []).allSatisfy { fits($0, rule) }
        case "required":
            return value.members == nil || (rule.elements ?? []).allSatisfy { value[$0.text ?? ""] != nil }
        case "properties":
            return (value.members ?? []).allSatisfy { member in rule[member.name].map { fits(member.value, $0) } ?? true
            }
        case "additionalProperties":
            return (value.members ?? []).allSatisfy { schema["properties"]?[$0.name] != nil || fits($0.value, rule) }
        default: return true
        }
    }

    private func isOfType(_ value: JSON, _ type: String) -> Bool {
        switch type {
        case "null": value == .null
        case "boolean": value.bool != nil
        case "integer": value.double.map { $0.rounded() == $0 } ?? false
        case "number": value.double != nil
        case "string": value.text != nil
        case "array": value.elements != nil
        case "object": value.members != nil
        default: false
        }
    }

    private func isEqual(_ a: JSON, _ b: JSON) -> Bool { a == b || (a.double != nil && a.double == b.double) }

    private func resolve(_ pointer: String) -> JSON {
        pointer.split(separator: "/").dropFirst().reduce(document) { value, name in value[String(name)] ?? .bool(false)
        }
    }
}
