import ArgumentParser
import Foundation
import HoneLanguageModel

/// `hone bench runtime`: the measuring side of `make bench-runtime`.
struct RuntimeBenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runtime",
        abstract: "Measure the model runtime: one repetition, printed as JSON, for every line on standard input.",
        discussion:
            "`make bench-runtime` runs it beside PyTorch. Works: forward, scoring, training, training-all-layers.")

    @Option(help: "What to measure.")
    var work: String = RuntimeBenchmark.Work.training.rawValue

    @Option(help: "The base model's GGUF file; the built-in model if absent.")
    var model: String?

    @Option(help: "Threads to compute with.")
    var threads = 2

    func validate() throws {
        guard RuntimeBenchmark.Work(rawValue: work) != nil else {
            let known = RuntimeBenchmark.Work.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no work '\(work)' to measure. Choose one of \(known).")
        }
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads \(threads) is not between 1 and 256.")
        }
    }

    func run() async throws {
        guard let work = RuntimeBenchmark.Work(rawValue: work) else { return }
        let url = try model.map { URL(fileURLWithPath: $0) } ?? ModelCatalog.smolLM2.locate()
        let benchmark = try RuntimeBenchmark(model: url, threads: threads)
        try benchmark.serve(
            work, next: { readLine() },
            answer: { answer in
                print(answer)
                fflush(nil)
            })
    }
}
