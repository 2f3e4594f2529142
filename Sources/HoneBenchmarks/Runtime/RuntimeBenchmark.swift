import Foundation
import HoneBase
import HoneKernels
import HoneLanguageModel
import HoneNumerics

/// Measures the runtime on the work that Hone does, with the inputs that `Benchmarks/runtime.py` gives to every side.
package struct RuntimeBenchmark {
    package enum Work: String, Sendable, CaseIterable {
        /// 512 tokens through all layers, logits at the last position.
        case forward
        /// The same with 2,048 tokens.
        case forwardLong = "forward-long"
        /// 64 candidates of 40 tokens behind a shared prefix of 1,500, prefix included, logits at their ends.
        case sharedPrefix = "shared-prefix"
        /// Greedy generation, one token at a time, after a prompt that is not timed.
        case decode
        /// 1,000 rows of 6 inputs on a 70-token header, first 10 layers, header included.
        case scoring
        /// Three packed sequences (70-token header, 80 rows of 6) a step, rank 16, value rows and head, first 10 layers.
        case training
        /// Two packed sequences of 1,024 inputs a step, rank 16, all linear layers, all layers.
        case trainingAllLayers = "training-all-layers"
        /// From the file to a transformer that is ready to compute; every repetition loads anew.
        case load
        /// A text of some megabytes; counted in bytes.
        case tokenizer
        /// The same text line by line.
        case tokenizerLines = "tokenizer-lines"
    }

    /// How the weights are held, by the name that the command line gives it.
    package enum Storage: String, Sendable, CaseIterable {
        case float32
        case int8
        case asStored = "as-stored"

        var weights: WeightStorage {
            switch self {
            case .float32: .float32
            case .int8: .int8
            case .asStored: .asStored
            }
        }
    }

    /// One timed repetition.
    package struct Measurement: Sendable, Codable {
        package var work: String
        package var seconds: Double
        /// Inputs computed; bytes for the tokenizer.
        package var tokens: Int
        /// Floating-point operations in linear layers, times 1e-9; 0 where they are not counted.
        package var gigaflop: Double
        /// A loss, or a sum over outputs: shows that all sides computed the same.
        package var check: Double
        /// Largest resident size of the process so far, in bytes.
        package var peakBytes: Int
    }

    typealias Repetition = () throws -> Measurement

    static let surrogateLayers = 10
    static let bins = 20
    static let valueRowCount = 100
    /// Tokens between whose embeddings the value rows are laid.
    static let anchors = Array(1000..<1010)

    let model: URL
    let storage: Storage
    let threads: ComputeThreads
    let inputs: RuntimeInputs
    let text: URL?

    package init(model: URL, storage: Storage, threads: Int, inputs: RuntimeInputs, text: URL?) {
        self.model = model
        self.storage = storage
        self.threads = ComputeThreads(threads)
        self.inputs = inputs
        self.text = text
    }

    /// One repetition for every line that `next` gives, each answered with a JSON object: lets a script alternate
    /// between this process and others.
    package func serve(_ work: Work, next: () -> String?, answer: (String) -> Void) throws {
        let run = try prepare(work)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        while next() != nil { answer(String(decoding: try encoder.encode(run()), as: UTF8.self)) }
    }

    private func prepare(_ work: Work) throws -> Repetition {
        switch work {
        case .forward: try prepareForward(work, inputs.forward)
        case .forwardLong: try prepareForward(work, inputs.long)
        case .sharedPrefix: try prepareSharedPrefix()
        case .decode: try prepareDecode()
        case .scoring: try prepareScoring()
        case .training: try prepareTraining(work, layers: Self.surrogateLayers, inputs.training)
        case .trainingAllLayers: try prepareTraining(work, layers: nil, inputs.trainingAllLayers)
        case .load: prepareLoad()
        case .tokenizer, .tokenizerLines: try prepareTokenizer(work)
        }
    }

    func timed(_ work: Work, tokens: Int, _ body: () throws -> (gigaflop: Double, check: Double)) rethrows
        -> Measurement
    {
        let start = DispatchTime.now().uptimeNanoseconds
        let result = try body()
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
        return Measurement(
            work: work.rawValue, seconds: seconds, tokens: tokens, gigaflop: result.gigaflop, check: result.check,
            peakBytes: ProcessMemory.peakBytes)
    }
}
