import ArgumentParser
import Foundation
import HoneBenchmarks
import HoneLanguageModel

/// `hone bench runtime`: the measuring side of `make bench-runtime`.
struct RuntimeBenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runtime",
        abstract: "Measure the model runtime: one repetition, printed as JSON, for every line on standard input.",
        discussion:
            "`make bench-runtime` runs it beside PyTorch, llama.cpp and Hugging Face's tokenizers, and writes the files it reads. Works: \(works)."
    )

    private static let works = RuntimeBenchmark.Work.allCases.map(\.rawValue).joined(separator: ", ")
    private static let storages = RuntimeBenchmark.Storage.allCases.map(\.rawValue).joined(separator: ", ")

    @Option(help: "What to measure.")
    var work: String

    @Option(help: "How the weights are held: \(storages).")
    var storage: String = RuntimeBenchmark.Storage.float32.rawValue

    @Option(help: "The tokens to compute on, as Benchmarks/runtime_inputs.py writes them.")
    var inputs: String

    @Option(help: "The text to tokenize.")
    var text: String?

    @Option(help: "The base model's GGUF file; the built-in model if absent.")
    var model: String?

    @Option(help: "Threads to compute with.")
    var threads = 2

    func validate() throws {
        guard RuntimeBenchmark.Work(rawValue: work) != nil else {
            throw ValidationError("There is no work '\(work)' to measure. Choose one of \(Self.works).")
        }
        guard RuntimeBenchmark.Storage(rawValue: storage) != nil else {
            throw ValidationError("There is no storage '\(storage)'. Choose one of \(Self.storages).")
        }
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads \(threads) is not between 1 and 256.")
        }
    }

    func run() async throws {
        guard let work = RuntimeBenchmark.Work(rawValue: work),
            let storage = RuntimeBenchmark.Storage(rawValue: storage)
        else { return }
        let benchmark = RuntimeBenchmark(
            model: try model.map { URL(fileURLWithPath: $0) } ?? ModelCatalog.smolLM2.locate(), storage: storage,
            threads: threads, inputs: try readInputs(), text: text.map { URL(fileURLWithPath: $0) })
        try benchmark.serve(
            work, next: { readLine() },
            answer: { answer in
                Console.json(text: answer)
            })
    }

    private func readInputs() throws -> RuntimeInputs {
        do {
            return try RuntimeInputs(URL(fileURLWithPath: inputs))
        } catch {
            throw ValidationError(
                "\(inputs) cannot be read as the benchmark's inputs: \(error)\n  `make bench-runtime` writes them.")
        }
    }
}
