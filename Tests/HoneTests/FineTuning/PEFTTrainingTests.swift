import Foundation
import Hone
import HoneCore
import HoneKernels
import HoneLanguageModel
import HoneModelSearch
import HoneSearch
import Testing

/// Training in a Python environment, as far as it goes without PyTorch: what is written for it, how its script refuses
/// what it cannot do, how its reports, endings and results are understood.
@Suite("Training on PEFT")
struct PEFTTrainingTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-peft-\(UUID().uuidString)")

    private func run(_ recipe: FineTuningRecipe = TinyBase.recipe()) throws -> FineTuningRun {
        FineTuningRun(
            snapshot: try TinyBase.snapshot(), heldOut: [try TinyBase.entry("pima")], recipe: recipe,
            base: try TinyBase.model(), output: folder, threads: ComputeThreads(1))
    }

    private func read(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent("peft").appendingPathComponent(name))
    }

    private func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func lines(_ name: String) throws -> [[String: Any]] {
        try read(name).split(separator: UInt8(ascii: "\n")).map { try object(Data($0)) }
    }

    /// A program that stands for Python: a shell script that is given the script and the folder.
    private func program(_ body: String) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = folder.appendingPathComponent("python")
        try Data("#!/bin/sh\n\(body)\n".utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
        return url.path
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    @Test("The folder holds recipe, sequences, labels and initial numbers as a local run uses them")
    func contents() throws {
        defer { remove() }
        let recipe = TinyBase.recipe()
        guard case .prepared(let peft) = try run(recipe).runOnPEFT(PEFTOptions()) else {
            Issue.record("the folder was not prepared")
            return
        }
        #expect(peft.lastPathComponent == "peft")
        let written = try object(read("recipe.json"))
        #expect(written["steps"] as? Int == 6)
        #expect(written["layers"] as? Int == 2)
        #expect((written["lora"] as? [String: Any])?["rank"] as? Int == 4)
        #expect((written["base"] as? [String: Any])?["sha256"] as? String == String(repeating: "0", count: 64))
        #expect((written["schedule"] as? [String: Any])?["totalSteps"] as? Int == 6)

        let rows = try RowTokenizer(TinyBase.tokenizer())
        let snapshot = try TinyBase.snapshot()
        let sampler = try SequenceSampler(
            tasks: snapshot.entries.compactMap { TrainingTask($0, tokenizer: rows) }, recipe: recipe, tokenizer: rows,
            snapshot: snapshot)
        let expected = (0..<6).flatMap { sampler.sequences(step: $0) }
        let sequences = try lines("sequences.jsonl")
        #expect(sequences.count == 12)
        var labels: [Float] = []
        for (index, (line, example)) in zip(sequences, expected).enumerated() {
            let inputs = try #require(line["inputs"] as? [Int])
            #expect(inputs == (example.header + example.rows.joined()).map { $0.token ?? -1 - ($0.value ?? 0) })
            #expect(line["step"] as? Int == index / 2)
            #expect(line["labels"] as? Int == labels.count / 20)
            let positions = try #require(line["positions"] as? [Int])
            let segments = try #require(line["segments"] as? [Int])
            let scored = try #require(line["scored"] as? [Int])
            #expect(segments.count { $0 == 0 } == example.header.count)
            #expect(scored.count == 12 && scored.last == inputs.count - 1)
            for (row, end) in scored.enumerated() {
                #expect(segments[end] == row + 1)
                #expect(positions[end] == example.header.count + example.rows[row].count - 1)
            }
            labels += example.labels
        }
        let peftURL = folder.appendingPathComponent("peft")
        let stored = try SafetensorsFile(url: peftURL.appendingPathComponent("labels.safetensors"))
        #expect(try stored.floats("labels", shape: [144, 20]) == labels)
        #expect(try lines("validation.jsonl").map { $0["task"] as? String } == ["test/mlp/pima"])

        let layout = TrainableLayout(
            shape: try TinyBase.model().weights.shape, lora: recipe.training.lora, valueRows: 100, bins: 20)
        let initial = TrainableParameters(initial: layout, seed: recipe.seed)
        let numbers = try SafetensorsFile(url: peftURL.appendingPathComponent("initial.safetensors"))
        for (_, _, a, _) in layout.loraTensors() {
            let values = (0..<a.count).map { initial.buffer[a.offset + $0] }
            #expect(try numbers.floats(a.name, shape: a.shape) == values)
        }
        #expect(try numbers.floats("value_rows", shape: [100, 32]).contains { $0 != 0 })
        #expect(try numbers.floats("head.weight", shape: [20, 32]).allSatisfy { $0 == 0 })
    }

    /// Puts a result beside the recipe, as the script does: the initial numbers, trained by nobody.
    private func writeResult(hash: String? = nil) throws {
        let peft = folder.appendingPathComponent("peft")
        try FileManager.default.copyItem(
            at: peft.appendingPathComponent("initial.safetensors"),
            to: peft.appendingPathComponent("result.safetensors"))
        let recipe = try hash ?? SHA256.hash(of: read("recipe.json")).hexadecimal
        let result = """
            {"recipe": "\(recipe)", "step": 6, "lastStep": 6, "endedEarly": false, "tokens": 321, "losses": [3, 2.5, 2, 2, 2, 1.5],
             "evaluations": [{"step": 6, "loss": 2.5, "spearman": 0.5, "byTask": {"test/mlp/pima": 0.5}}],
             "device": "NVIDIA Test", "processes": 2, "versions": {"torch": "2.15.0", "peft": "0.21.0"}, "seconds": 1.5}
            """
        try Data(result.utf8).write(to: peft.appendingPathComponent("result.json"))
    }

    @Test("A result that was made elsewhere comes back as an adapter whose card says where it was trained")
    func collection() throws {
        defer { remove() }
        _ = try run().runOnPEFT(PEFTOptions())
        try writeResult()
        guard case .finished(let record) = try run().runOnPEFT(PEFTOptions()) else {
            Issue.record("the result was not collected")
            return
        }
        #expect(record.tokens == 321)
        #expect(record.environment?.processes == 2)
        #expect(try FineTuningRecord(contentsOf: folder) == record)
        let card = try Adapter.card(in: folder)
        #expect(card.notes["trainedOn"] == "NVIDIA Test, 2 processes")
        #expect(card.notes["trainedWith"] == "peft 0.21.0, torch 2.15.0")
        let base = try TinyBase.model()
        let adapter = try Adapter(folder: folder, shape: base.weights.shape, baseModelHash: base.hash)
        #expect(adapter.card.datasets.map(\.name).contains("wine"))
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("peft").path))
    }

    @Test("A result of another recipe, or a damaged one, is refused with the remedy")
    func otherResult() throws {
        defer { remove() }
        _ = try run().runOnPEFT(PEFTOptions())
        try writeResult(hash: String(repeating: "1", count: 64))
        let other = #expect(throws: FineTuningError.self) { try run().runOnPEFT(PEFTOptions()) }
        #expect(other?.description.contains("another recipe") == true)
        try Data("{".utf8).write(to: folder.appendingPathComponent("peft/result.json"))
        let damaged = #expect(throws: FineTuningError.self) { try run().runOnPEFT(PEFTOptions()) }
        #expect(damaged?.description.contains("delete result.json") == true)
        var recipe = TinyBase.recipe()
        recipe.jitter = 1
        let changed = #expect(throws: FineTuningError.self) { try run(recipe).runOnPEFT(PEFTOptions()) }
        #expect(changed?.description.contains("another run") == true)
    }

    @Test("The script names the packages that a Python lacks, and how to install them")
    func missingPackages() throws {
        defer { remove() }
        // -S: without site-packages, so that no machine has them.
        let python = try program("exec python3 -E -S \"$@\"")
        let error = #expect(throws: FineTuningError.self) { try run().runOnPEFT(PEFTOptions(python: python)) }
        #expect(error?.description.contains("lacks torch, transformers, peft, accelerate, safetensors, gguf") == true)
        #expect(error?.description.contains("-m pip install torch") == true)
    }

    @Test("The script refuses a folder that is none")
    func noFolder() async throws {
        defer { remove() }
        _ = try run().runOnPEFT(PEFTOptions())
        let script = folder.appendingPathComponent("peft/peft_train.py").path
        for (content, word) in [(nil, "recipe.json"), ("{", "not JSON"), ("{\"format\": 99}", "format 99")] {
            let other = folder.appendingPathComponent("other")
            try? FileManager.default.removeItem(at: other)
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            if let content { try Data(content.utf8).write(to: other.appendingPathComponent("recipe.json")) }
            let child = try ChildProcess(["/usr/bin/env", "python3", script, other.path], in: folder.path)
            let said = await child.text()
            #expect(await child.wait() == 3)
            #expect(said.contains("\"event\": \"error\""), "\(said)")
            #expect(said.contains(word), "\(said)")
            #expect(said.contains("remedy"))
        }
    }

    @Test("Progress is shown like that of a local run, and what is no report is ignored")
    func progress() throws {
        defer { remove() }
        let python = try program(
            """
            echo '{"event": "started", "device": "cpu", "processes": 1, "versions": {"torch": "2.15.0"}}'
            echo 'a library says something'
            echo '{"event": "resumed", "step": 1}'
            echo '{"event": "step", "step": 2, "steps": 6, "loss": 2.5, "gradientNorm": 1, "tokens": 100}'
            echo '{"event": "checkpoint", "step": 2}'
            echo '{"event": "evaluation", "step": 2, "loss": 2.75, "spearman": 0.25, "byTask": {}}'
            echo '{"event": "step", "step": 3, "steps": 6, "loss": 2.25, "gradientNorm": 1, "tokens": 100}'
            echo '{"event": "stopped", "step": 3}'
            """)
        var seen: [String] = []
        let outcome = try run().runOnPEFT(
            PEFTOptions(python: python),
            progress: { event in
                switch event {
                case .started(let plan): seen.append("started \(plan.steps)")
                case .remote(let environment): seen.append("on \(environment.device)")
                case .resumed(let step): seen.append("resumed \(step)")
                case .step(let progress):
                    seen.append("step \(progress.step) \(progress.loss) \(progress.lastCheckpoint ?? -1)")
                case .evaluated(let evaluation): seen.append("evaluated \(evaluation.spearman)")
                case .checkpoint(let step, _): seen.append("checkpoint \(step)")
                }
            })
        #expect(
            seen == [
                "started 6", "on cpu", "resumed 1", "step 2 2.5 1", "checkpoint 2", "evaluated 0.25", "step 3 2.25 2",
            ])
        guard case .stopped(3) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("A wish to stop reaches the program as a file")
    func stop() throws {
        defer { remove() }
        let python = try program(
            """
            echo '{"event": "step", "step": 1, "steps": 6, "loss": 2.5, "tokens": 10}'
            i=0
            while [ ! -e "$2/stop" ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done
            [ -e "$2/stop" ] && echo '{"event": "stopped", "step": 1}'
            """)
        let outcome = try run().runOnPEFT(PEFTOptions(python: python), isStopping: { true })
        guard case .stopped(1) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test(
        "How the program failed is told with its last words and the remedy",
        arguments: [
            (
                "echo 'ValueError: too few' >&2; exit 1",
                ["exit code 1: ValueError: too few", "errors.txt", "starts again"]
            ),
            ("kill -9 $$", ["signal 9", "memory", "--layers"]),
            ("echo '{\"event\": \"checkpoint\", \"step\": 4}'; exit 7", ["exit code 7", "checkpoint of step 4"]),
            (
                "echo '{\"event\": \"error\", \"problem\": \"out of memory\", \"remedy\": \"train less\"}'; exit 3",
                ["out of memory", "train less"]
            ),
            ("exit 0", ["result is missing"]),
        ])
    func failure(body: String, words: [String]) throws {
        defer { remove() }
        let python = try program(body)
        let error = #expect(throws: FineTuningError.self) { try run().runOnPEFT(PEFTOptions(python: python)) }
        for word in words { #expect(error?.description.contains(word) == true, "\(String(describing: error))") }
    }

    @Test("An interpreter that is not there is named, before anything is written")
    func noInterpreter() throws {
        defer { remove() }
        let error = #expect(throws: ProgramError.self) {
            try run().runOnPEFT(PEFTOptions(python: "/nowhere/bin/python"))
        }
        #expect(error?.description.contains("/nowhere/bin/python") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
