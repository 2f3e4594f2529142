import Foundation
import HoneLanguageModel

extension FuzzTarget {
    static func tokenizerSeeds(_ fixtures: URL) throws -> [FuzzCase] {
        // `tokenizer.json` of every family; the known answers beside them have other names' endings or no model.
        let folder = fixtures.appendingPathComponent("tokenizers")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        var seeds: [FuzzCase] = []
        for name in names where name.hasSuffix(".json") {
            let seed = try file(fixtures, "tokenizers/\(name)")
            if (try? Tokenizer(json: seed.files[0].bytes, name: name)) != nil { seeds.append(seed) }
        }
        return seeds
    }

    func exerciseTokenizer(_ input: FuzzCase) throws {
        guard let contents = input.files.first else { return }
        // A vocabulary is tables of many small entries: more memory for each byte than other files.
        let tokenizer = try Self.opening(contents.bytes.count) {
            try Tokenizer(json: contents.bytes, name: contents.name)
        }
        try Self.use(tokenizer)
    }
}
