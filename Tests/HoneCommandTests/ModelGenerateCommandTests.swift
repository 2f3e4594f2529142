import Foundation
import Testing

@Suite("hone model generate")
struct ModelGenerateCommandTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// A tiny model of random weights.
    private static let tiny = root.appendingPathComponent(
        "Tests/HoneLanguageModelTests/Fixtures/architectures/llama"
    ).path
    private static let home =
        ProcessInfo.processInfo.environment["HONE_HOME"].map { URL(fileURLWithPath: $0) }
        ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".local/share/hone")
    private static var hasWeights: Bool {
        FileManager.default.fileExists(
            atPath: home.appendingPathComponent("models/SmolLM2-135M-Instruct.Q4_1.gguf").path)
    }

    @Test("writes the same text for the same seed, and says how it ended") func text() async throws {
        try await withTool { tool in
            let command = [
                "model", "generate", Self.tiny, "The learning rate", "--max-tokens", "12", "--temperature", "1.5",
                "--top-k", "40", "--json",
            ]
            let first = try await tool.run(command + ["--seed", "3"])
            #expect(first.status == 0, "\(first.errors)")
            let record = try #require(first.objects.first)
            #expect(record["ending"] as? String != nil && (record["tokens"] as? Int ?? 99) <= 12)
            let again = try await tool.run(command + ["--seed", "3"])
            #expect(again.objects.first?["text"] as? String == record["text"] as? String)
            let other = try await tool.run(command + ["--seed", "4"])
            #expect(other.objects.first?["text"] as? String != record["text"] as? String)
        }
    }

    @Test("streams to stdout and keeps its remarks on stderr", arguments: ["float", "q8", "stored"])
    func streams(storage: String) async throws {
        try await withTool { tool in
            let command = ["model", "generate", Self.tiny, "Hello", "--max-tokens", "8", "--storage", storage]
            let plain = try await tool.run(command)
            #expect(plain.status == 0 && plain.output.hasSuffix("\n"), "\(plain.errors)")
            #expect(plain.errors.contains("tokens in"))
            let quiet = try await tool.run(command + ["-q"])
            #expect(quiet.output == plain.output && quiet.errors.isEmpty, "\(quiet.errors)")
        }
    }

    @Test("writes a document of a schema, whatever the model prefers") func schema() async throws {
        try await withTool { tool in
            try tool.write(
                #"{"type": "object", "required": ["opt", "layers"], "properties": {"opt": {"enum": ["adam", "sgd"]}, "layers": {"type": "integer", "minimum": 1, "maximum": 8}}}"#,
                to: "schema.json")
            for seed in 0..<4 {
                let done = try await tool.run([
                    "model", "generate", Self.tiny, "A trial: ", "--json-schema", "schema.json", "--temperature", "2",
                    "--seed", "\(seed)", "-q",
                ])
                #expect(done.status == 0, "\(done.errors)")
                let trial = try #require(done.objects.first, "\(done.output)")
                #expect(["adam", "sgd"].contains(trial["opt"] as? String))
                #expect((1...8).contains(trial["layers"] as? Int ?? 0))
            }
            let short = try await tool.run([
                "model", "generate", Self.tiny, "A trial: ", "--json-schema", "schema.json", "--max-tokens", "3",
            ])
            #expect(short.status == 2 && short.errors.contains("too few") && short.output.isEmpty, "\(short.errors)")
        }
    }

    @Test("says what is wrong with what it is asked") func refusals() async throws {
        try await withTool { tool in
            try tool.write(#"{"type": "number", "multipleOf": 2}"#, to: "unknown.json")
            try tool.write("{", to: "broken.json")
            let cases: [([String], String)] = [
                ([], "no prompt"), (["nothing-here", "Hello"], "nothing-here"),
                ([Self.tiny, "Hello", "--temperature", "-1"], "--temperature"),
                ([Self.tiny, "Hello", "--json-schema", "unknown.json"], "multipleOf"),
                ([Self.tiny, "Hello", "--json-schema", "broken.json"], "broken.json, line 1"),
                ([Self.tiny, "Hello", "--json-schema", "missing.json"], "missing.json"),
                ([Self.tiny, "Hello", "--json-schema", "unknown.json", "--stop", "x"], "--stop"),
                ([Self.tiny, "--user", "Hello"], "chat"), ([Self.tiny, "one", "two"], "quotes"),
            ]
            for (arguments, word) in cases {
                let refused = try await tool.run(["model", "generate"] + arguments)
                #expect(refused.status == 2 && refused.errors.contains(word), "\(arguments): \(refused.errors)")
                #expect(refused.output.isEmpty)
            }
        }
    }

    @Test("answers as SmolLM2 does in its chat format, until a stop word", .enabled(if: hasWeights))
    func chat() async throws {
        try await withTool { tool in
            let environment = ["HONE_HOME": Self.home.path]
            try tool.write(#"{"enum": ["Paris", "Rome", "Berlin"]}"#, to: "city.json")
            let question = ["model", "generate", "--user", "What is the capital of France? One word."]
            let city = try await tool.run(question + ["--json-schema", "city.json", "-q"], environment: environment)
            #expect(city.status == 0 && city.output == "\"Paris\"\n", "\(city.output) \(city.errors)")
            let stopped = try await tool.run(
                question + ["--system", "Be brief.", "--stop", "Paris", "--json"], environment: environment)
            let record = try #require(stopped.objects.first, "\(stopped.errors)")
            #expect(record["ending"] as? String == "stop-word" && record["stopWord"] as? String == "Paris", "\(record)")
        }
    }
}
