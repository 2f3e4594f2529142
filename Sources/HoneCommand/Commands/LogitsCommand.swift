import ArgumentParser
import Foundation
import HoneBenchmarks
import HoneLanguageModel

/// `hone bench logits`: Hone's side of `Benchmarks/adapters.py`.
struct LogitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logits", abstract: "Print the logits of a model, with or without an adapter, as JSON.",
        discussion: """
            For every line on standard input, {"tokens": [1, 2], "positions": [1]} or, for an adapter with a head,
            {"header": [1, 2], "rows": [[-1, 42]]} (negative v is value row -(v + 1)), prints {"logits": [[...]]}.
            """,
        shouldDisplay: false)

    @Option(help: "The base model: a GGUF file or a checkpoint's folder (default: the built-in model).")
    var model: String?

    @Option(help: "The folder of an adapter, Hone's or PEFT's.")
    var adapter: String?

    @Option(help: "The model's first layers that are kept (default: all, or what Hone's adapter was trained on).")
    var layers: Int?

    @Option(help: "Threads to compute with.")
    var threads = 2

    func validate() throws {
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads \(threads) is not between 1 and 256.")
        }
    }

    func run() async throws {
        let probe = try LogitsProbe(
            model: model.map { URL(fileURLWithPath: $0) } ?? ModelCatalog.smolLM2.locate(),
            adapter: adapter.map { URL(fileURLWithPath: $0, isDirectory: true) }, layers: layers, threads: threads)
        while let line = readLine() {
            do {
                try Console.json(probe.answer(line))
            } catch let error as LogitsProbe.Refusal {
                throw CommandFailure.wrongInput(error.description)
            }
        }
    }
}
