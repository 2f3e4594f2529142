import Foundation
import HoneBase

/// The definitions within a schema that its `$ref`s name.
struct SchemaReferences {
    /// Those that contain themselves, directly or by way of others.
    let recursive: Set<String>

    init(_ document: JSON) {
        var named: [String: Set<String>] = [:]
        var open = Self.references(in: document)
        while let pointer = open.popFirst() {
            guard named[pointer] == nil else { continue }
            let inner = Self.resolve(pointer, in: document).map(Self.references) ?? []
            named[pointer] = inner
            open.formUnion(inner)
        }
        recursive = Set(
            named.keys.filter { start in
                var reached: Set<String> = []
                var open = named[start] ?? []
                while let pointer = open.popFirst() {
                    if reached.insert(pointer).inserted { open.formUnion(named[pointer] ?? []) }
                }
                return reached.contains(start)
            })
    }

    /// The value that a pointer such as `#/$defs/node` (RFC 6901) names.
    static func resolve(_ pointer: String, in document: JSON) -> JSON? {
        guard pointer.hasPrefix("#") else { return nil }
        let parts = pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.first?.isEmpty ?? true else { return nil }
        var value = document
        for part in parts.dropFirst() {
            let name = (part.removingPercentEncoding ?? String(part)).replacing("~1", with: "/").replacing(
                "~0", with: "~")
            if let elements = value.elements {
                guard let index = Int(name), elements.indices.contains(index) else { return nil }
                value = elements[index]
            } else {
                guard let member = value[name] else { return nil }
                value = member
            }
        }
        return value
    }

    /// The pointers of all `$ref`s in a schema, without those that only constants and examples hold.
    private static func references(in schema: JSON) -> Set<String> {
        var found: Set<String> = []
        for member in schema.members ?? [] {
            if member.name == "$ref", let pointer = member.value.text { found.insert(pointer) }
            if ["enum", "const", "default", "examples", "$defs", "definitions"].contains(member.name) { continue }
            found.formUnion(references(in: member.value))
        }
        for element in schema.elements ?? [] { found.formUnion(references(in: element)) }
        return found
    }
}

extension JSONSchemaCompiler {
    /// What a `$ref` names. Definitions that contain themselves are entered so many times; deeper, nothing fits them.
    mutating func definition(_ reference: JSON, at place: String) throws(JSONSchemaError) -> Term? {
        guard let pointer = reference.text else { throw failure("\(place)/$ref", "should be a text", nil) }
        guard let schema = SchemaReferences.resolve(pointer, in: document) else {
            throw failure(
                "\(place)/$ref", "\(pointer) names nothing in this document",
                "use a place in the same file, such as #/$defs/NAME")
        }
        let isRecursive = recursive.contains(pointer)
        if isRecursive, recursionsLeft == 0 { return nil }
        if isRecursive { recursionsLeft -= 1 }
        defer { if isRecursive { recursionsLeft += 1 } }
        let key = DefinitionKey(pointer: pointer, recursionsLeft: recursionsLeft)
        if let known = definitions[key] { return known }
        let term = try value(schema, at: pointer)
        definitions[key] = .some(term)
        return term
    }
}
