import Foundation
import HoneKernels
import HoneReader

/// A small network with PyTorch's results for it; see Fixtures/make_network.py.
struct NetworkFixture: Decodable {
    struct Choice: Decodable {
        let vector: [Float]
        let identity: [Float]
    }

    /// Place on the scale (nil: missing) and choice.
    struct Value: Decodable {
        let value: ReaderTrial.Value

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            let unit = try container.decodeIfPresent(Float.self)
            value = ReaderTrial.Value(unit: unit ?? .nan, choice: try container.decode(Int32.self))
        }
    }

    struct Parameter: Decodable {
        let vector: [Float]
        let identity: [Float]
        let range: [Float]
        let choices: [Choice]
        let `default`: Value?
    }

    struct Study: Decodable {
        let program: [Float]
        let facts: [Float]
        let parameters: [Parameter]

        var study: ReaderStudy {
            ReaderStudy(
                parameters: parameters.map { parameter in
                    ReaderStudy.Parameter(
                        vector: parameter.vector, identity: parameter.identity, range: parameter.range,
                        choices: parameter.choices.map { ReaderStudy.Choice(vector: $0.vector, identity: $0.identity) },
                        defaultValue: parameter.default?.value)
                }, program: program, facts: facts)
        }
    }

    struct Example: Decodable {
        let study: Study
        let context: [[Value]]
        let results: [Double]
        let candidates: [[Value]]
        let values: [Double]
        let shares: [Double]
        let surfaces: [[Float]]

        func example(_ shape: ReaderShape) -> ReaderExample {
            let trials = { (rows: [[Value]]) in rows.map { ReaderTrial(values: $0.map(\.value)) } }
            return ReaderExample(
                study: study.study, context: trials(context), results: results, candidates: trials(candidates),
                values: values, shares: shares,
                surfaces: surfaces.map { SurfaceEstimate(mean: $0[0], deviation: $0[1]) }, shape: shape)
        }
    }

    struct Tensor: Decodable {
        let name: String
        let shape: [Int]
        let values: [Float]
        let gradient: [Double]
    }

    /// `[context + candidates][bins]` and `[candidates][bins]`, the latter empty without a context.
    struct Logits: Decodable {
        let quantile: [[Double]]
        let score: [[Double]]
    }

    let shape: ReaderShape
    let examples: [Example]
    let logits: [Logits]
    let loss: Double
    let tensors: [Tensor]

    static func load() throws -> NetworkFixture {
        guard let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        let data = try Data(contentsOf: folder.appendingPathComponent("network.json"))
        return try JSONDecoder().decode(NetworkFixture.self, from: data)
    }

    var readerExamples: [ReaderExample] { examples.map { $0.example(shape) } }

    /// The weights; the fixture has every tensor of the layout.
    func weights() throws -> ReaderWeights {
        let layout = ReaderLayout(shape)
        let values = FloatBuffer(count: layout.count)
        let named = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
        for tensor in layout.layers.flatMap(\.tensors) {
            guard let given = named[tensor.name], given.shape == tensor.shape else {
                throw CocoaError(.coderValueNotFound)
            }
            for (i, value) in given.values.enumerated() { values.pointer[tensor.offset + i] = value }
        }
        return ReaderWeights(layout: layout, values: values)
    }
}
