import Foundation
import Hone
import HoneCore
import Testing

@Suite struct MetricCollectorTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    private func collect(
        stdout: String = "", results: String? = nil, regex: String? = nil,
        _ objective: Objective = Objective(.minimize, "loss"),
        parameters: Set<String> = []
    ) throws -> MetricFindings {
        try bench.write("stdout", stdout)
        if let results { try bench.write("results.jsonl", results) }
        let collector = MetricCollector(
            objectives: [objective], pattern: try regex.map { try MetricPattern($0) }, parameters: parameters)
        return collector.collect(AttemptFiles(trialDirectory: bench.folder, ordinal: 1).output)
    }

    @Test func theResultsFileWinsOverStdout() throws {
        let found = try collect(stdout: "loss: 9\n", results: "{\"loss\": 0.31, \"accuracy\": 0.9}\n")
        #expect(found.values == [0.31])
        #expect(found.source == "results file, line 1")
        #expect(found.metrics == ["accuracy": 0.9])
    }

    @Test func taggedLinesWinOverPlainText() throws {
        let found = try collect(stdout: "hone: {\"loss\": 0.5}\nloss: 9\n", results: "{\"other\": 1}\n")
        #expect(found.values == [0.5])
        #expect(found.source == "stdout, line 1 (hone:)")
    }

    @Test(arguments: [
        ("loss: 0.31", 0.31), ("loss=0.31", 0.31), ("loss = -1e-3", -1e-3), ("epoch 3 - loss: 0.5 - acc: 0.9", 0.5),
        ("{'loss': 0.31, 'epoch': 1}", 0.31), ("\"loss\": 0.31", 0.31), ("loss:3", 3), ("(loss: 0.25)", 0.25),
        ("The loss: 0.5.", 0.5), ("loss: .5", 0.5), ("loss: 93%", 93), ("train\tloss:\t0.5", 0.5),
    ])
    func plainTextIsReadAsPeoplePrintIt(line: String, value: Double) throws {
        #expect(try collect(stdout: line + "\n").values == [value])
    }

    @Test(arguments: [
        "val_loss: 0.31", "val-loss: 0.31", "val/loss: 0.31", "losses: 0.31", "loss: 3s", "loss: 1,234", "loss: abc",
        "loss",
        "loss:", "Loss: 0.3", "xloss=1", "loss of 3", "loss_: 3", "éloss: 3",
    ])
    func whatIsNotTheExactNameWithANumberIsNoMetric(line: String) throws {
        #expect(try collect(stdout: line + "\n").values == [nil])
    }

    @Test func theLastValueCountsAlsoBehindACarriageReturn() throws {
        let found = try collect(stdout: "loss: 0.9\nprogress\rloss: 0.5\rloss: 0.4\nbye\n")
        #expect(found.values == [0.4])
        #expect(found.source == "stdout, line 2: loss: 0.4")
        #expect(found.scanned.outputLines == 3)
        #expect(found.scanned.lastLine == "bye")
    }

    @Test func theLastLineNeedsNoLineBreak() throws {
        #expect(try collect(stdout: "x\nloss: 0.4").values == [0.4])
    }

    @Test func otherNumbersAreKeptButNotTheParameters() throws {
        let found = try collect(stdout: "lr=0.1 loss=0.3 accuracy=0.9\n", parameters: ["lr"])
        #expect(found.metrics == ["accuracy": 0.9])
    }

    @Test func aPatternOverridesTheName() throws {
        let found = try collect(stdout: "loss: 9\nepoch 5 val_loss 0.31\nloss: 8\n", regex: "val_loss ([0-9.]+)")
        #expect(found.values == [0.31])
        #expect(found.source == "stdout, line 2: epoch 5 val_loss 0.31")
    }

    @Test func aPatternWithoutAGroupIsRefused() {
        #expect { try MetricPattern("loss [0-9]+") } throws: { "\($0)".contains("no group") }
        #expect { try MetricPattern("loss (") } throws: { "\($0)".contains("not a regular expression") }
    }

    @Test func onlyStepsMeanTheLastStepOrTheBest() throws {
        let lines = "{\"loss\": 0.9, \"step\": 1}\n{\"loss\": 0.2, \"step\": 2}\n{\"loss\": 0.5, \"step\": 3}\n"
        let last = try collect(results: lines)
        #expect(last.values == [0.5])
        #expect(last.reports(objectives: 1).map(\.step) == [1, 2, 3])
        #expect(try collect(results: lines, Objective(.minimize, "loss", stepValue: .best)).values == [0.2])
        #expect(try collect(results: lines, Objective(.maximize, "loss", stepValue: .best)).values == [0.9])
    }

    @Test func aFinalValueWinsOverSteps() throws {
        let found = try collect(results: "{\"loss\": 0.3}\n{\"loss\": 0.9, \"step\": 1}\n")
        #expect(found.values == [0.3])
    }

    @Test func whatPythonWritesForNotANumberIsRead() throws {
        #expect(try collect(results: "{\"loss\": NaN}\n").values[0]?.isNaN == true)
        #expect(try collect(results: "{\"loss\": -Infinity}\n").values == [-.infinity])
        #expect(try collect(stdout: "loss: nan\n", results: "").values[0]?.isNaN == true)
    }

    @Test(arguments: [
        "{\"loss\": 0.3", "{\"loss\": 0.3} x", "[1]", "{loss: 0.3}", "{\"loss\": 0.3,}", "{\"loss\" 0.3}", "\u{0}\u{1}",
    ])
    func brokenReportsAreNamedAndSkipped(line: String) throws {
        let found = try collect(results: "{\"x\": 1}\n\(line)\n")
        #expect(found.values == [nil])
        #expect(found.scanned.badResultLine == 2)
    }

    @Test func bottomlessNestingIsRefusedWithoutHarm() throws {
        for opening in ["{\"a\":", "[", "{\"a\":["] {
            let line = "{\"a\":" + String(repeating: opening, count: 10_000)
            #expect(try collect(results: line + "\n").scanned.badResultLine == 1)
        }
    }

    @Test func reportsWithOtherMembersAreRead() throws {
        let line = #"{"note": "a \"b\" \u00e9", "list": [1, {"x": 2}], "loss": 0.25, "ok": true, "none": null}"#
        let found = try collect(results: line + "\n")
        #expect(found.values == [0.25])
        #expect(found.metrics.isEmpty)
    }

    @Test func endlessReportsAreThinnedOutButTheLastIsKept() throws {
        let lines = (1...20_000).map { "{\"loss\": \($0), \"step\": \($0)}" }.joined(separator: "\n")
        let found = try collect(results: lines)
        #expect(found.values == [20_000])
        #expect(found.reports(objectives: 1).count <= 4097)
        #expect(found.reports(objectives: 1).last?.step == 20_000)
    }

    @Test func aLineWithoutEndTakesNoMemory() throws {
        let found = try collect(stdout: String(repeating: "x", count: 5_000_000) + "\nloss: 0.5\n")
        #expect(found.values == [0.5])
    }
}
