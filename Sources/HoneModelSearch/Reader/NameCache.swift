import Foundation
import HoneBase
import HoneReader

/// Names' vectors on disk, so that a command that suggests one configuration need not load the language model. A cache: what cannot be
/// read or written is done without.
struct NameCache: Sendable {
    private let file: URL?
    private let width: Int

    /// Names that are kept; beyond that the file is begun anew.
    private static let most = 5000

    init(_ file: URL?, width: Int) {
        self.file = file
        self.width = width
    }

    private struct Entry: Codable {
        var kind: String
        var name: String
        var parameter: String?
        var meaning: String?
        var vector: [Float]
    }

    func load() -> [NameVectors.Name: [Float]] {
        guard let file, let data = try? Data(contentsOf: file),
            let entries = try? JSONDecoder().decode([Entry].self, from: data)
        else { return [:] }
        var result: [NameVectors.Name: [Float]] = [:]
        for entry in entries where entry.vector.count == width && entry.vector.allSatisfy(\.isFinite) {
            switch (entry.kind, entry.parameter) {
            case ("program", _): result[.program(entry.name)] = entry.vector
            case ("parameter", _): result[.parameter(entry.name, meaning: entry.meaning)] = entry.vector
            case ("choice", let parameter?): result[.choice(entry.name, of: parameter)] = entry.vector
            default: break
            }
        }
        return result
    }

    func save(_ vectors: [NameVectors.Name: [Float]]) {
        guard let file, vectors.count <= Self.most else { return }
        let entries = vectors.sorted { $0.key.text < $1.key.text }.map { name, vector in
            switch name {
            case .program(let text): Entry(kind: "program", name: text, vector: vector)
            case .parameter(let text, let meaning):
                Entry(kind: "parameter", name: text, meaning: meaning, vector: vector)
            case .choice(let text, let parameter):
                Entry(kind: "choice", name: text, parameter: parameter, vector: vector)
            }
        }
        guard let data = try? JSONEncoder().encode(entries) else { return }
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? AtomicFile.write(data, to: file)
    }
}
