import Foundation
import Hone
import HoneCore
import Testing

@Suite struct MetricPatternTests {
    let bench: MetricBench

    init() throws { bench = try MetricBench() }

    @Test("a pattern that would search for years is given up, and that is told")
    func endless() throws {
        let began = ContinuousClock.now
        for pattern in [".*.*.*(a)b", "(a+)+b", "((a|aa)+)$b"] {
            let line = String(repeating: "a", count: 60_000)
            let outcome = try bench.outcome(stdout: "\(line)\n", regex: pattern)
            #expect(outcome.failure?.message.contains("given up") == true, "\(pattern): \(outcome)")
            // A later line decides in any case.
            #expect(
                try bench.outcome(stdout: "\(line)\nloss 0.5\n", regex: "\(pattern)|loss ([0-9.]+)").values == [0.5])
        }
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test("all lines together have a limit, too")
    func manySlowLines() throws {
        let began = ContinuousClock.now
        let text = String(repeating: String(repeating: "a", count: 5000) + "\n", count: 200)
        #expect(try bench.outcome(stdout: text, regex: ".*.*.*(a)b").failure?.message.contains("given up") == true)
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test("a pattern that takes only the beginning of a number is refused its value")
    func cutNumbers() throws {
        for text in ["1e-5", "1,234.5", "0.5.1", "1_000", "3E+2"] {
            let outcome = try bench.outcome(stdout: "loss 0.25\nloss \(text)\n", regex: "loss ([0-9]+[.]?[0-9]*)")
            #expect(outcome.failure?.reason == .noMetric, "\(text): \(outcome.values)")
        }
        #expect(try bench.outcome(stdout: "loss 0.5s, 93%\n", regex: "loss ([0-9.]+)s").values == [0.5])
        #expect(try bench.outcome(stdout: "acc 93%\n", regex: "acc ([0-9.]+)%").values == [93])
        #expect(try bench.outcome(stdout: "It lost 0.5.\n", regex: "lost ([0-9.]+)").values == [0.5])
        #expect(try bench.outcome(stdout: "3,0.5,0.7\n", regex: "^3,([0-9.]+)").values == [0.5])
    }

    @Test("the first group that took part in the match holds the value, colours or not")
    func groups() throws {
        #expect(try bench.outcome(stdout: "val 2\n", regex: "loss ([0-9.]+)|val ([0-9.]+)").values == [2])
        #expect(try bench.outcome(stdout: "\u{1B}[1mval\u{1B}[0m 2\n", regex: "val ([0-9.]+)").values == [2])
        #expect(try bench.outcome(stdout: "损失：0.5\n", regex: "损失：([0-9.]+)").values == [0.5])
    }
}
