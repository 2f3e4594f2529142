import Foundation
import HoneKernels
import HoneLanguageModel

/// A kind of file, right examples of it, and everything that Hone does with one.
package struct FuzzTarget: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case gguf, safetensors, tokenizers, adapters
    }

    package let kind: Kind
    package let seeds: [FuzzCase]
    /// Where cases that are read from a folder are written.
    let scratch: URL

    /// - Parameters:
    ///   - fixtures: the folder of HoneLanguageModelTests' fixtures.
    ///   - scratch: a folder of the target's own; made, and removed by `cleanUp`.
    package init(_ kind: Kind, fixtures: URL, scratch: URL) throws {
        self.kind = kind
        self.scratch = scratch
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        seeds =
            switch kind {
            case .gguf: try Self.ggufSeeds(fixtures)
            case .safetensors: try Self.safetensorsSeeds(fixtures, scratch: scratch)
            case .tokenizers: try Self.tokenizerSeeds(fixtures)
            case .adapters: try Self.adapterSeeds(fixtures, scratch: scratch)
            }
    }

    package func cleanUp() { try? FileManager.default.removeItem(at: scratch) }

    /// Reads a case and uses what was read as its users do.
    ///
    /// - Throws: what the readers throw; `FuzzFinding` where they should have thrown.
    package func exercise(_ input: FuzzCase) throws {
        switch kind {
        case .gguf: try exerciseGGUF(input)
        case .safetensors: try exerciseSafetensors(input)
        case .tokenizers: try exerciseTokenizer(input)
        case .adapters: try exerciseAdapter(input)
        }
    }

    static func file(_ fixtures: URL, _ path: String) throws -> FuzzCase {
        let url = fixtures.appendingPathComponent(path)
        return FuzzCase(name: url.lastPathComponent, bytes: Array(try Data(contentsOf: url)))
    }
}

/// A reader that did what it must not: accept nonsense, or take too much memory.
package struct FuzzFinding: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}

extension FuzzTarget {
    /// Bytes that opening a file may take, whatever its size, and how many for each of its bytes.
    private static let openingConstant = 1 << 20
    private static let openingFactor = 40

    /// Opens a file, within bounds.
    static func opening<Value>(_ size: Int, _ body: () throws -> Value) throws -> Value {
        let (result, bytes) = AllocationMeter.measure(body)
        guard bytes <= openingConstant + openingFactor * size else {
            throw FuzzFinding("opening a file of \(size) bytes took \(bytes) bytes of memory")
        }
        return try result.get()
    }

    static func expectFinite(_ numbers: [Float], _ what: String) throws {
        guard numbers.allSatisfy(\.isFinite) else { throw FuzzFinding("\(what) are not finite, and nobody said so") }
    }

    /// Runs a few tokens through a model.
    static func use(_ weights: TransformerWeights) throws {
        let transformer = Transformer(weights, threads: ComputeThreads(1))
        let tokens = [1, 0, 2, 1].map { InputRow.token(min($0, weights.shape.vocabulary - 1)) }
        let hidden = try InferencePass(transformer).hiddenStates(header: tokens, selection: [1, 3])
        try expectFinite(hidden, "hidden states")
        try expectFinite(transformer.logits(hidden), "logits")
    }
}
