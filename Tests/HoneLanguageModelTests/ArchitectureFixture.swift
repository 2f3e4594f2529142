import Foundation
import HoneLanguageModel
import Testing

/// Tiny random models of each architecture as transformers and llama.cpp's format hold them, with known answers
/// (Fixtures/architectures/make_architectures.py).
struct ArchitectureFixture: Decodable {
    struct Training: Decodable {
        var loss: Double
        var gradients: [TransformerFixture.Gradient]
    }
    struct Model: Decodable {
        var logits: [TransformerFixture.Logits]
        var training: Training
    }
    struct Frequencies: Decodable {
        struct Rope: Decodable {
            var type: String
            var factor: Double
            var lowBound: Double?
            var highBound: Double?
            var trainedLength: Int?
            var fastTurns: Double?
            var slowTurns: Double?
            var amplitude: Double?

            enum CodingKeys: String, CodingKey {
                case type = "rope_type"
                case factor
                case lowBound = "low_freq_factor"
                case highBound = "high_freq_factor"
                case trainedLength = "original_max_position_embeddings"
                case fastTurns = "beta_fast"
                case slowTurns = "beta_slow"
                case amplitude = "attention_factor"
            }
        }
        var base: Double
        var rope: Rope
        var values: [Double]
        var amplitude: Double
    }
    var models: [String: Model]
    var frequencies: [Frequencies]

    static let names = ["llama", "llama-biased", "qwen2", "qwen3", "qwen3-untied"]
    static let vocabulary = 288
    static let valueRows = 10
    static let bins = 5

    static func url(_ name: String) throws -> URL {
        let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
        return try #require(folder).appendingPathComponent("architectures").appendingPathComponent(name)
    }

    static func load() throws -> ArchitectureFixture {
        try JSONDecoder().decode(ArchitectureFixture.self, from: Data(contentsOf: url("answers.json")))
    }

    static func model(_ name: String) throws -> Model { try #require(load().models[name]) }

    /// The script's `sequence(number)`.
    static func example(_ number: Int) -> TrainingExample {
        let rows = (0..<7).map { row in
            TransformerFixture.integers(1 + row % 3, 7000 + 100 * number + row, valueRows).map(InputRow.value)
                + [.token(42)]
        }
        let wave = TransformerFixture.wave(7 * bins, 8000 + number)
        let labels = (0..<7).flatMap { row -> [Float] in
            let weights = (0..<bins).map { exp(4 * wave[row * bins + $0]) }
            let sum = weights.reduce(0, +)
            return weights.map { Float($0 / sum) }
        }
        return TrainingExample(
            header: TransformerFixture.integers(12 + 5 * number, 6000 + number, vocabulary).map(InputRow.token),
            rows: rows, labels: labels)
    }
}
