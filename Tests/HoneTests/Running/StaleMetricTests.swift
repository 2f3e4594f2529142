import Foundation
import Hone
import HoneCore
import HoneNumerics
import Testing

/// The last mention decides: it is read whole, or the trial has no value.
@Suite struct StaleMetricTests {
    let bench: MetricBench

    init() throws { bench = try MetricBench() }

    /// What may stand around a number, and leaves it that number.
    private static let wrappings: [(before: String, after: String)] = [
        ("", ""), ("'", "'"), ("\"", "\""), ("`", "`"), ("[", "]"), ("(", ")"), ("(", ",)"), ("[[", "]]"),
        ("np.float64(", ")"), ("numpy.float32(", ")"), ("tensor(", ")"), ("tensor([", "])"),
        ("tensor(", ", device='cuda:0')"), ("tensor(", ", grad_fn=<MseLossBackward0>)"), ("array(", ")"),
        ("array(", ", dtype=float32)"), ("Array(", ", dtype=float32)"), ("Decimal('", "')"),
        ("tf.Tensor(", ", shape=(), dtype=float32)"), ("<tf.Tensor: shape=(), dtype=float32, numpy=", ">"),
        ("\u{1B}[1;36m", "\u{1B}[0m"), ("\u{1B}[38;5;12m", "\u{1B}[39m"), ("\u{9B}32m", "\u{9B}0m"),
        ("\u{1B}]8;;http://x\u{1B}\\", "\u{1B}]8;;\u{7}"), ("\u{A0}", "\u{A0}"), ("\u{2009}", ""), ("", "±0.1"),
        ("", " ± 0.1"), ("", "+/-0.1"), ("", " +/- 0.1"), ("", ", acc: 0.5"), ("", ";"), ("", "."), ("", " epochs"),
        ("", "}"), ("\u{200B}", ""), ("", "\u{1B}[K"), ("", "↓"), ("", " ✓"), ("", "..."),
    ]
    private static let separators = [":", ": ", " : ", "=", " = ", ":\t", "： ", ":\u{A0}", ":\u{3000}"]
    private static let prefixes = [
        "", "INFO:root:", "2024-01-01 12:00:00 ", "[rank0] ", "epoch 3 - ", "\u{1B}[32m", "│", "→ ", "{'acc': 0.1, '",
        "\r",
        "progress\r", "100%|██████████| 3/3 [00:01<00:00, ", "🎉 ",
    ]

    @Test("a number is the same in whatever colours, quotes, brackets and objects it is printed", arguments: 1...4)
    func wrapped(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let number = generator.printedNumber()
            let wrapping = generator.element(Self.wrappings)
            let prefix = generator.element(Self.prefixes)
            let quote = prefix.hasSuffix("'") ? "'" : ""
            let line =
                prefix + "loss" + quote + generator.element(Self.separators) + wrapping.before + number.text
                + wrapping.after
            let outcome = try bench.outcome(stdout: "loss: 77\n\(line)\n")
            #expect(outcome.values == [number.value], "\(line.debugDescription): \(outcome.failure?.message ?? "")")
        }
    }

    @Test("the minus sign of typography and groups of thousands are read where they can mean nothing else")
    func typography() throws {
        let cases: [(String, Double)] = [
            ("−0.9", -0.9), ("1,234.5", 1234.5), ("1,234,567", 1_234_567), ("-1,234,567.25", -1_234_567.25),
            ("1\u{A0}234.5", 1234.5), ("1\u{202F}234\u{202F}567", 1_234_567), ("1\u{2009}234", 1234),
            ("1_234.5", 1234.5),
            ("1.0D-03", 1e-3), ("2.5f0", 2.5), ("3.", 3), (".5", 0.5), ("+.5", 0.5), ("1e-400", 0), ("31%", 31),
            ("31 %", 31), ("0.9\u{8}\u{8}\u{8}0.7", 0.7), ("0.90(12)", 0.9),
        ]
        for (text, value) in cases {
            let outcome = try bench.outcome(stdout: "loss: 77\nloss: \(text)\n")
            #expect(outcome.values == [value], "\(text): \(outcome.failure?.message ?? "")")
        }
    }

    @Test("what is no number by itself fails the trial, quotes the line, and leaves the earlier value alone")
    func unreadable() throws {
        let texts = [
            "None", "null", "nil", "N/A", "abc", "", "-", "0,9", "1,234", "12,34", "1.234,5", "1'234.5", "1 234.5",
            "3 100",
            "0.9loss: 0.8", "3s", "0.9ms", "5/6", "1:23", "0.3:5", "1.2.3", "0x1p3", "1e", "0.9e+", "[0.9, 0.8]",
            "(1, 2)",
            "[0.9 0.8]", "tensor([0.9, 0.8])", "tensor(0.9", "max(0.9)", "'0.9", "'best'", "0.3×10⁻³", "0.3·10",
            "0.3–0.4",
            "0.9-0.8", "0.3~0.4", "0.3*2", "2^3", "½", "²", "٣", "0.3°", "1_2", "1__234", "0.5,0.6", "{'a': 1}",
            "<loss>",
            "--", "0.3\u{0}1", "\u{1B}[", "True",
        ]
        for text in texts {
            let outcome = try bench.outcome(stdout: "loss: 0.5\nloss: \(text)\n")
            #expect(outcome.failure?.reason == .noMetric, "\(text): \(outcome.values)")
            let message = outcome.failure?.message ?? ""
            #expect(message.contains("stdout, line 2") && message.contains("HONE_RESULTS"), "\(text): \(message)")
        }
    }

    @Test(
        "what overflowed or is not a number is told as that",
        arguments: [
            "1e400", "-1e999", "nan", "NaN", "-nan", "inf", "-Infinity", "1.#INF", "-1.#IND", "1.#QNAN", "nan(ind)",
            ".nan",
            "∞", "tensor(nan)", "np.float64(inf)", "'nan'", "\u{1B}[31mnan\u{1B}[0m",
        ])
    func nonFinite(text: String) throws {
        let outcome = try bench.outcome(stdout: "loss: 0.5\nloss: \(text)\n")
        #expect(outcome.failure?.reason == .nonFinite, "\(outcome)")
    }

    @Test("a cut number is never read shorter than it is", arguments: 1...3)
    func neverAPrefix(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let tails = [
            "e", "e-", "x", "_", "s", "%x", ",5", ",55", "_12", "'000", "/3", ":30", "–1", "loss", "²", "é", "\u{1}",
        ]
        for _ in 0..<200 {
            let number = generator.printedNumber().text
            let text = number + generator.element(tails)
            let outcome = try bench.outcome(stdout: "loss: \(text)\n")
            #expect(outcome.values.isEmpty, "\(text) became \(outcome.values)")
        }
    }

    @Test("in the results file a last line that is null, text, a list or cut short leaves no value")
    func results() throws {
        let lines = [
            "{\"loss\": null}", "{\"loss\": \"abc\"}", "{\"loss\": true}", "{\"loss\": [1, 2]}",
            "{\"loss\": {\"mean\": 1}}",
            "{\"loss\": 0.", "{\"loss\": ", "{\"loss", "{\"lo", "{\"loss\": 0.3} x", "{\"loss\": 0.3}{\"loss\": 0.4}",
            "{\"loss\": 1,234.5}", "{\"loss\": 0x1}", "{loss: 0.3}", "{'loss': 0.3}", "loss: 0.3", "{\"loss\": 0.3,}",
        ]
        for line in lines {
            let outcome = try bench.outcome(stdout: "loss: 9\n", results: "{\"loss\": 0.5}\n\(line)")
            #expect(outcome.failure?.reason == .noMetric, "\(line): \(outcome.values)")
            #expect(outcome.failure?.message.contains("results file, line 2") == true)
            // Whatever is broken, a later report makes good.
            #expect(try bench.outcome(results: "{\"loss\": 0.5}\n\(line)\n{\"loss\": 0.25}\n").values == [0.25])
        }
        #expect(try bench.outcome(results: "{\"loss\": 0.5}\n{\"loss\": 1e400}\n").failure?.reason == .nonFinite)
        #expect(try bench.outcome(results: "{\"loss\": 0.5}\n{\"loss\": \"0.9\"}\n").values == [0.9])
        #expect(try bench.outcome(results: "{\"loss\": 0.5}\n{\"other\": 1}\ndone\n").values == [0.5])
    }

    @Test("the same holds for steps, and for lines that begin hone:")
    func stepsAndTagged() throws {
        let step = "{\"loss\": 0.5, \"step\": 1}\n"
        #expect(try bench.outcome(results: step + "{\"loss\": null, \"step\": 2}").failure?.reason == .noMetric)
        #expect(try bench.outcome(results: step + "{\"loss\": 0.4, \"step\": 1.5}").failure?.reason == .noMetric)
        #expect(try bench.outcome(results: step + "{\"loss\": \"0.4\", \"step\": \"2\"}").values == [0.4])
        #expect(try bench.outcome(stdout: "hone: {\"loss\": 0.5}\nhone: {\"loss\": null}\n").failure != nil)
        #expect(try bench.outcome(stdout: "hone: {\"loss\": 0.5}\nhone: {\"loss\": 0.").failure != nil)
        #expect(try bench.outcome(stdout: "hone: {\"loss\": 0.5}\nhone: {'loss': 0.9}\n").values == [0.9])
        #expect(try bench.outcome(stdout: "\u{1B}[32mhone: {\"loss\": 0.5}\u{1B}[0m\n").values == [0.5])
    }

    @Test("stderr is read where stdout names the objective nowhere, and only there")
    func standardError() throws {
        let found = try bench.outcome(stdout: "starting\n", stderr: "INFO:train:loss: 0.4\nbye\n")
        #expect(found.values == [0.4])
        #expect(found.valueSource == "stderr, line 1: INFO:train:loss: 0.4")
        #expect(try bench.outcome(stdout: "loss: 0.3\n", stderr: "loss: 0.4\n").values == [0.3])
        #expect(try bench.outcome(stdout: "loss: ?\n", stderr: "loss: 0.4\n").failure?.reason == .noMetric)
        #expect(try bench.outcome(stderr: "hone: {\"loss\": 0.2}\n").valueSource == "stderr, line 1 (hone:)")
        #expect(try bench.outcome(stderr: "val 0.2\n", regex: "val ([0-9.]+)").values == [0.2])
    }

    @Test(
        "a name with signs, blanks or brackets is found where it is printed, and nowhere else",
        arguments: [
            "acc@1", "mAP@0.5", "top-1(%)", "top-5 (%)", "R^2", "R²", "F1(macro)", "metrics/mAP50-95(B)", "loss[val]",
            "loss+reg", "val loss", "précision", "2*x", "a~b", "x'", "损失", "#errors", "<loss>", "a&b", "loss.val",
            "$cost",
        ])
    func names(name: String) throws {
        for line in [
            "\(name): 0.31", "\(name)=0.31", "{'\(name)': 0.31}", "{\"\(name)\": 0.31}",
            "\u{1B}[1m\(name)\u{1B}[0m: 0.31",
        ] {
            #expect(
                try bench.outcome(stdout: "\(name): 7\nepoch 1 \(line)\n", metric: name).values == [0.31], "\(line)")
        }
        #expect(try bench.outcome(results: "{\"\(name)\": 0.31}\n", metric: name).values == [0.31])
        for other in ["x\(name): 0.31", "val_\(name): 0.31", "val/\(name): 0.31", "é\(name): 0.31"] {
            #expect(try bench.outcome(stdout: "\(name): 7\n\(other)\n", metric: name).values == [7], "\(other)")
        }
    }

    @Test(
        "a sign ties a name to the word before it",
        arguments: ["a+loss", "2*loss", "x@loss", "f(x)*loss", "2·loss", "a-loss"])
    func ties(name: String) throws {
        #expect(try bench.outcome(stdout: "\(name): 0.3\n").failure?.reason == .noMetric)
    }
}
