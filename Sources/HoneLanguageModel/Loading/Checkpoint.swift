import Foundation
import HoneCore

/// A model as Hugging Face's transformers save it: a folder with `config.json` and either `model.safetensors` or, in
/// several files, `model.safetensors.index.json`; numbers are F32, F16 or BF16.
package struct Checkpoint: Sendable {
    package let url: URL
    let configuration: CheckpointConfiguration
    /// Opened and checked, in the order of their names.
    package let files: [SafetensorsFile]
    /// Which file holds a tensor.
    private let places: [String: Int]

    package static let configurationName = "config.json"
    static let weightsName = "model.safetensors"
    static let indexName = "model.safetensors.index.json"
    static let remedy = "Save the model again with transformers (save_pretrained), or fetch the folder whole."
    /// Indices are some hundred bytes a tensor; no known configuration or index comes near.
    private static let largestJSON = 64 << 20

    /// Opens the folder's files and checks them.
    ///
    /// - Throws: `ModelFileError` naming the file that is missing or damaged.
    package init(folder: URL) throws(ModelFileError) {
        url = folder
        let configurationFile = folder.appendingPathComponent(Self.configurationName)
        configuration = try CheckpointConfiguration(
            json: try Self.json(configurationFile), file: configurationFile.path)
        let index = folder.appendingPathComponent(Self.indexName)
        let isSharded = FileManager.default.fileExists(atPath: index.path)
        let names = isSharded ? try Self.shards(index) : [Self.weightsName]
        var files: [SafetensorsFile] = []
        var places: [String: Int] = [:]
        for name in names {
            let file = try SafetensorsFile(url: folder.appendingPathComponent(name))
            for tensor in file.tensors where places.updateValue(files.count, forKey: tensor.name) != nil {
                throw ModelFileError(
                    .malformed, file: file.url.path, place: "tensor \(ModelFileError.quoted(tensor.name))",
                    problem: "stands in another file of the checkpoint, too", remedy: Self.remedy)
            }
            files.append(file)
        }
        self.files = files
        self.places = places
    }

    /// Names of the files that an index names, sorted; each must be a plain name within the folder.
    private static func shards(_ index: URL) throws(ModelFileError) -> [String] {
        struct Index: Decodable {
            var files: [String: String]
            enum CodingKeys: String, CodingKey { case files = "weight_map" }
        }
        guard let contents = try? JSONDecoder().decode(Index.self, from: try json(index)) else {
            throw ModelFileError(
                .malformed, file: index.path, place: "", problem: "has no readable 'weight_map'", remedy: remedy)
        }
        let names = Set(contents.files.values).sorted()
        if let strange = names.first(where: { !$0.hasSuffix(".safetensors") || $0.contains("/") || $0.contains("\0") })
        {
            throw ModelFileError(
                .malformed, file: index.path, place: "'weight_map'",
                problem: "names \(ModelFileError.quoted(strange)), which is no safetensors file of the folder",
                remedy: remedy)
        }
        return names
    }

    private static func json(_ url: URL) throws(ModelFileError) -> Data {
        let file = try MappedFile(url: url, remedy: remedy)
        guard file.bytes.count <= largestJSON else {
            throw ModelFileError(
                .malformed, file: url.path, place: "",
                problem: "has \(file.bytes.count) bytes, too many for such a file",
                remedy: remedy)
        }
        return withExtendedLifetime(file) { Data(file.bytes) }
    }

    func tensor(named name: String) -> (file: SafetensorsFile, tensor: SafetensorsTensor)? {
        guard let place = places[name], let tensor = files[place].tensor(named: name) else { return nil }
        return (files[place], tensor)
    }

    var tensorNames: [String] { files.flatMap { $0.tensors.map(\.name) } }

    /// - Throws: `ModelFileError` if the runtime does not compute such a model.
    package func shape() throws(ModelFileError) -> TransformerShape {
        try TransformerShape(configuration, file: url.appendingPathComponent(Self.configurationName).path)
    }

    /// SHA-256 over the names and SHA-256 sums of configuration, weights and tokenizer, a line each: reads all files.
    package func contentHash() throws(ModelFileError) -> SHA256.Digest {
        var lines: [String] = []
        for name in [Self.configurationName, Tokenizer.fileName, Tokenizer.configurationFileName] {
            let file = url.appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            let mapping = try MappedFile(url: file, remedy: Self.remedy)
            let hash = withExtendedLifetime(mapping) { SHA256.hash(of: mapping.bytes) }
            lines.append("\(name) \(hash.hexadecimal)\n")
        }
        for file in files { lines.append("\(file.url.lastPathComponent) \(file.contentHash().hexadecimal)\n") }
        return SHA256.hash(of: lines.joined().utf8)
    }
}
