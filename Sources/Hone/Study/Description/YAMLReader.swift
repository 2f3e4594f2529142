import Foundation
import HoneCore
import Yams

/// Reads YAML into a `YAMLTree`, within bounds that no real study comes near and no hostile file gets past.
struct YAMLReader {
    /// Name of the file, as it stands in messages.
    let name: String
    private var nodes = 0

    /// Largest file, in bytes.
    static let sizeLimit = 1 << 20
    /// Anchors and aliases are counted before parsing, because aliases of aliases grow exponentially inside the parser:
    /// (64 / 8)^8 nodes is the worst that these allow.
    static let anchorLimit = 8
    static let aliasLimit = 64
    /// Nodes with all aliases written out.
    static let nodeLimit = 200_000

    static func read(_ text: String, name: String) throws(DescriptionError) -> YAMLTree {
        guard text.utf8.count <= sizeLimit else {
            throw DescriptionError(name, "it is larger than \(sizeLimit / 1024) kB; is it a study?")
        }
        let references = YAMLReferences(in: text)
        if let line = references.line(withMoreAnchorsThan: anchorLimit, aliasesThan: aliasLimit) {
            throw DescriptionError(
                "\(name):\(line)",
                "more than \(anchorLimit) anchors or \(aliasLimit) aliases; write the values out instead")
        }
        let root: Node?
        do {
            root = try compose(yaml: text, .default, .default, .utf8)
        } catch let error as YamlError {
            throw describe(error, name: name)
        } catch {
            throw DescriptionError(name, "it cannot be read as YAML: \(error)")
        }
        guard let root else {
            throw DescriptionError(name, "it is empty; begin with a command, an objective and parameters")
        }
        var reader = YAMLReader(name: name)
        return try reader.tree(root)
    }

    private init(name: String) { self.name = name }

    private mutating func tree(_ node: Node) throws(DescriptionError) -> YAMLTree {
        nodes += 1
        let place = place(of: node)
        guard nodes <= Self.nodeLimit else {
            throw DescriptionError(place, "the file has more than \(Self.nodeLimit) values; write it shorter")
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain && scalar.tag.rawValue != Tag.Name.str.rawValue
            return YAMLTree(content: .scalar(scalar.string, isPlain: isPlain), place: place)
        case .sequence(let sequence):
            var items: [YAMLTree] = []
            for item in sequence { items.append(try tree(item)) }
            return YAMLTree(content: .sequence(items), place: place)
        case .mapping(let mapping):
            var entries: [YAMLTree.Entry] = []
            var keys: Set<String> = []
            for (key, value) in mapping {
                guard case .scalar(let scalar) = key else {
                    throw DescriptionError(self.place(of: key), "a key must be a plain word")
                }
                // The parser finds equal keys only if they are written alike: "lr" and lr are one name.
                if scalar.string == "<<", scalar.style == .plain {
                    throw DescriptionError(
                        self.place(of: key), "the merge key << is not read (YAML 1.2 has none); write the keys out")
                }
                guard keys.insert(scalar.string).inserted else {
                    throw DescriptionError(self.place(of: key), "\(scalar.string) is given twice; drop one of the two")
                }
                entries.append(.init(key: scalar.string, place: self.place(of: key), value: try tree(value)))
            }
            return YAMLTree(content: .mapping(entries), place: place)
        case .alias:
            throw DescriptionError(place, "this alias leads nowhere; write the value out")
        }
    }

    private func place(of node: Node) -> String { node.mark.map { "\(name):\($0.line)" } ?? name }

    private static func describe(_ error: YamlError, name: String) -> DescriptionError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let around = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
            return DescriptionError(
                "\(name):\(mark.line)",
                "broken YAML at column \(mark.column): \(problem)\(around); check indentation, quotes and brackets")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return DescriptionError(
                "\(name):\(context.mark.line)",
                "\(duplicates.first ?? "a key") is given twice in one group, here for the first time; drop one of the two"
            )
        case .reader(let problem, _, _, _):
            return DescriptionError(name, "it is not text in UTF-8: \(problem)")
        default:
            return DescriptionError(name, "it cannot be read as YAML: \(error)")
        }
    }
}
