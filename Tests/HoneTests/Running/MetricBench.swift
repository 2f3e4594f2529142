import Foundation
import Hone
import HoneCore
import HoneNumerics

/// A trial's folder with what a program left in it, and what comes of it.
struct MetricBench {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    var files: AttemptFiles { AttemptFiles(trialDirectory: bench.folder, ordinal: 1) }

    /// The outcome of a program that ended well.
    func outcome(
        stdout: String = "", stderr: String = "", results: String? = nil, metric: String = "loss",
        regex: String? = nil, scanner: LineScanner = LineScanner()
    ) throws -> TrialOutcome {
        try bench.write("stdout", stdout)
        try bench.write("stderr", stderr)
        unlink(files.results)
        if let results { try bench.write("results.jsonl", results) }
        return try outcome(metric: metric, regex: regex, scanner: scanner)
    }

    /// The outcome with the files as they lie there.
    func outcome(metric: String = "loss", regex: String? = nil, scanner: LineScanner = LineScanner()) throws
        -> TrialOutcome
    {
        let collector = MetricCollector(
            objectives: [Objective(.minimize, metric)], pattern: try regex.map { try MetricPattern($0) },
            scanner: scanner)
        return TrialVerdict(collector: collector, files: files).outcome(
            of: AttemptEnd(.exited(code: 0), at: 1), stopCause: nil)
    }
}

extension SeededGenerator {
    mutating func element<Element>(_ elements: [Element]) -> Element { elements[integer(below: elements.count)] }

    /// A decimal number as programs print it: plain, with an exponent, short or with all its digits.
    mutating func printedNumber() -> (text: String, value: Double) {
        let magnitude = [1e-8, 1e-3, 1, 1e3, 1e9]
        let value = (uniform() - 0.5) * element(magnitude)
        let text =
            switch integer(below: 4) {
            case 0: value.description
            case 1: String(format: "%.4e", value)
            case 2: String(format: "%.3f", value)
            default: String(integer(below: 1000) - 500)
            }
        return (text, Double(text) ?? .nan)
    }
}
