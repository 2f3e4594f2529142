import Foundation
import HoneCore
import HoneKernels

/// A fine-tuning's result: low-rank matrices, value rows and head with their card. On disk a folder in PEFT's layout,
///
///     adapter_model.safetensors   F16; base_model.model.model.layers.N.self_attn.q_proj.lora_A.weight and so on,
///                                 query and key rows in Hugging Face's order; value_rows, head.weight, head.bias
///     adapter_config.json         what PEFT needs to load the low-rank matrices
///     card.json                   `AdapterCard`
package struct Adapter: Sendable {
    package var card: AdapterCard
    package let parameters: TrainableParameters

    static let weightsName = "adapter_model.safetensors"
    static let cardName = "card.json"
    private static let prefix = "base_model.model.model."
    private static let remedy = "Train it again with `hone finetune`, or fetch the folder whole."

    /// - Precondition: the card tells the layout's rank, targets, rows, bins and layers.
    package init(card: AdapterCard, parameters: TrainableParameters) {
        let layout = parameters.layout
        precondition(
            card.lora == layout.lora && card.valueRows == layout.valueRows && card.bins == layout.bins
                && card.layers == layout.shape.layers, "card and parameters describe different adapters")
        self.card = card
        self.parameters = parameters
    }

    /// Names the adapter in caches and results.
    package var hash: String { card.weightsHash }

    /// Writes the folder; the card last, so that a folder with a card is complete. Fills in the card's hash.
    ///
    /// - Throws: `ModelFileError` naming the file that could not be written.
    package mutating func save(to folder: URL) throws(ModelFileError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ModelFileError(
                .unreadable, file: folder.path, place: "", problem: "the folder cannot be made (\(error))",
                remedy: "Choose a folder that can be written.")
        }
        let weights = try encodedWeights()
        card.weightsHash = SHA256.hash(of: weights).hexadecimal
        try? FileManager.default.removeItem(at: folder.appendingPathComponent(Self.cardName))
        try AtomicFile.write(weights, to: folder.appendingPathComponent(Self.weightsName))
        try Self.write(PEFTConfiguration(card), to: folder.appendingPathComponent(PEFTConfiguration.fileName))
        try Self.write(card, to: folder.appendingPathComponent(Self.cardName))
    }

    private func encodedWeights() throws(ModelFileError) -> Data {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        for (name, tensor) in Self.tensors(parameters.layout) {
            let values = Array(
                UnsafeBufferPointer(start: parameters.buffer.pointer + tensor.offset, count: tensor.count))
            try writer.add(name, shape: tensor.shape, values: values, as: .f16)
        }
        return writer.encoded()
    }

    /// Name in the file and place in the flat layout.
    private static func tensors(_ layout: TrainableLayout) -> [(String, TrainableLayout.Tensor)] {
        layout.loraTensors().flatMap { [$0.a, $0.b] }.map { (prefix + $0.name, $0) }
            + layout.ownTensors.map { ($0.name, $0) }
    }

    private static func write(_ value: some Encodable, to url: URL) throws(ModelFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard var data = try? encoder.encode(value) else {
            throw ModelFileError(
                .unreadable, file: url.path, place: "", problem: "holds a number that is not finite",
                remedy: "Train again with a lower learning rate.")
        }
        data.append(UInt8(ascii: "\n"))
        try AtomicFile.write(data, to: url)
    }
}

extension Adapter {
    /// Reads only the card of a folder.
    ///
    /// - Throws: `ModelFileError` naming the file and what is wrong with it.
    package static func card(in folder: URL) throws(ModelFileError) -> AdapterCard {
        let card: AdapterCard = try read(folder.appendingPathComponent(cardName))
        guard card.format == AdapterCard.currentFormat else {
            throw ModelFileError(
                .unsupported, file: folder.appendingPathComponent(cardName).path, place: "format",
                problem: "is \(card.format), this version of Hone reads \(AdapterCard.currentFormat)",
                remedy: "Use the version of Hone that made the adapter (\(card.createdBy)), or train it again.")
        }
        return card
    }

    /// Reads an adapter made for a base model.
    ///
    /// - Parameters:
    ///   - shape: the base model's dimensions, before layers are left out.
    ///   - baseModelHash: SHA-256 of the base model's file.
    /// - Throws: `ModelFileError`: another base model, other shapes, numbers that are not finite, or weights whose hash
    ///   is not the card's.
    package init(folder: URL, shape: TransformerShape, baseModelHash: String) throws(ModelFileError) {
        let card = try Self.card(in: folder)
        let cardPath = folder.appendingPathComponent(Self.cardName).path
        func mismatch(_ place: String, _ problem: String, _ remedy: String) -> ModelFileError {
            ModelFileError(.mismatched, file: cardPath, place: place, problem: problem, remedy: remedy)
        }
        guard card.baseModelHash == baseModelHash else {
            throw mismatch(
                "baseModelHash",
                "the adapter was trained for \(card.baseModel) (SHA-256 \(card.baseModelHash.prefix(12))...), the base model here has \(baseModelHash.prefix(12))...",
                "Choose an adapter for this base model, or the base model that the adapter names.")
        }
        guard (1...shape.layers).contains(card.layers), card.lora.rank <= 4096, card.lora.rank >= 1,
            card.lora.alpha.isFinite, (0...65_536).contains(card.valueRows), (0...4096).contains(card.bins),
            card.temperature.isFinite, card.temperature > 0
        else {
            throw mismatch(
                "the figures",
                "\(card.layers) layers, rank \(card.lora.rank), \(card.valueRows) value rows, \(card.bins) bins and temperature \(card.temperature) cannot all be right",
                Self.remedy)
        }
        let configuration = try PEFTConfiguration(contentsOf: folder.appendingPathComponent(PEFTConfiguration.fileName))
        guard configuration.agrees(with: card) else {
            throw mismatch("lora", "does not agree with \(PEFTConfiguration.fileName)", Self.remedy)
        }
        var kept = shape
        kept.layers = card.layers
        let layout = TrainableLayout(
            shape: kept, lora: card.lora, valueRows: card.valueRows, bins: card.bins)
        let file = try SafetensorsFile(url: folder.appendingPathComponent(Self.weightsName))
        let hash = file.contentHash().hexadecimal
        guard hash == card.weightsHash else {
            throw mismatch(
                "weightsHash", "is \(card.weightsHash.prefix(12))..., \(Self.weightsName) has \(hash.prefix(12))...",
                Self.remedy)
        }
        // Shapes are checked before anything of the layout's size is allocated.
        let tensors = Self.tensors(layout)
        for (name, tensor) in tensors { _ = try file.requiredTensor(name, shape: tensor.shape) }
        let buffer = FloatBuffer(count: layout.count)
        for (name, tensor) in tensors {
            let values = try file.floats(name, shape: tensor.shape)
            guard values.allSatisfy({ $0.magnitude <= Dequantization.largestWeight }) else {
                throw ModelFileError(
                    .malformed, file: file.url.path, place: "tensor '\(name)'",
                    problem: "holds numbers that are not finite, or too large for weights", remedy: Self.remedy)
            }
            values.withUnsafeBufferPointer { source in
                if let base = source.baseAddress {
                    (buffer.pointer + tensor.offset).update(from: base, count: tensor.count)
                }
            }
        }
        self.init(card: card, parameters: TrainableParameters(layout: layout, buffer: buffer))
    }

    private static func read<Value: Decodable>(_ url: URL) throws(ModelFileError) -> Value {
        let file = try MappedFile(url: url, remedy: remedy)
        do {
            return try withExtendedLifetime(file) { try JSONDecoder().decode(Value.self, from: Data(file.bytes)) }
        } catch let error as DecodingError {
            throw ModelFileError(
                .malformed, file: url.path, place: "", problem: "cannot be read (\(explain(error)))", remedy: remedy)
        } catch {
            throw ModelFileError(
                .malformed, file: url.path, place: "", problem: "cannot be read", remedy: remedy)
        }
    }

    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has a value of the wrong kind"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))': \(context.debugDescription)"
        default: "it is not JSON"
        }
    }
}
