import HoneBase
import HoneNumerics

/// Draws schemas of all kinds that answers can be held to, each with at least one document.
struct RandomSchema {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func document() -> JSON {
        var members: [JSON.Member] = [
            .init("$defs", .object([.init("named", schema(depth: 1)), .init("list", Self.list)]))
        ]
        members += schema(depth: 3).members ?? []
        return .object(members)
    }

    /// A list of lists of lists.
    private static let list: JSON = ["type": "array", "items": ["$ref": "#/$defs/list"], "maxItems": 3]

    private mutating func schema(depth: Int) -> JSON {
        switch random.integer(below: depth > 0 ? 12 : 7) {
        case 0: return ["type": "boolean"]
        case 1: return ["type": "null"]
        case 2: return number("integer")
        case 3: return number("number")
        case 4: return text()
        case 5: return ["enum": ["a", 1, 2.5, nothing, true, ["x": [1]], "q\"u\\o\nte"]]
        case 6: return ["const": .string("ü" + String(random.integer(below: 100)))]
        case 7, 8: return object(depth: depth)
        case 9: return array(depth: depth)
        case 10: return ["anyOf": [schema(depth: depth - 1), schema(depth: depth - 1)]]
        default:
            return random.integer(below: 2) == 0 && depth == 3
                ? ["$ref": "#/$defs/list"] : ["type": ["integer", "string", "null"], "minimum": 0, "maxLength": 3]
        }
    }

    private let nothing = JSON.null

    private mutating func number(_ type: String) -> JSON {
        var members: [JSON.Member] = [.init("type", .string(type))]
        let scale = [1, 10, 1000, 1_000_000][random.integer(below: 4)]
        let low = random.integer(below: 2 * scale) - scale
        let width = random.integer(below: 2 * scale) + 2
        func bound(_ value: Int) -> JSON {
            type == "number" && scale == 10 ? .number(Double(value) / 8) : .integer(value)
        }
        switch random.integer(below: 5) {
        case 0: break
        case 1: members.append(.init("minimum", bound(low)))
        case 2: members.append(.init("exclusiveMaximum", bound(low)))
        case 3: members += [.init("minimum", bound(low)), .init("maximum", bound(low + width))]
        default:
            members += [.init("exclusiveMinimum", bound(low)), .init("exclusiveMaximum", bound(low + width + 8))]
        }
        return .object(members)
    }

    private mutating func text() -> JSON {
        switch random.integer(below: 3) {
        case 0: return ["type": "string"]
        case 1:
            let least = random.integer(below: 4)
            return [
                "type": "string", "minLength": .integer(least), "maxLength": .integer(least + random.integer(below: 5)),
            ]
        default:
            let patterns = [
                #"^[a-z]+-\d{2,4}$"#, #"^(yes|no|äh)?$"#, "b", #"^\w{1,8}@[^@\s]+\.(de|org)$"#, #"^"quoted"$|^\\$"#,
                "^.{2}$",
            ]
            return ["type": "string", "pattern": .string(patterns[random.integer(below: patterns.count)])]
        }
    }

    private mutating func object(depth: Int) -> JSON {
        let count = random.integer(below: 5)
        var properties: [JSON.Member] = []
        var required: [JSON] = []
        for index in 0..<count {
            let name = ["lr", "na/me", "t~", "größe", "x\"y"][index]
            properties.append(
                .init(name, index == 2 && depth > 1 ? ["$ref": "#/$defs/named"] : schema(depth: depth - 1)))
            if random.integer(below: 2) == 0 { required.append(.string(name)) }
        }
        return [
            "type": "object", "properties": .object(properties), "required": .array(required),
            "additionalProperties": .bool(random.integer(below: 2) == 0),
        ]
    }

    private mutating func array(depth: Int) -> JSON {
        let least = random.integer(below: 3)
        return [
            "type": "array", "items": schema(depth: depth - 1), "minItems": .integer(least),
            "maxItems": .integer(least + random.integer(below: 3)),
        ]
    }
}
