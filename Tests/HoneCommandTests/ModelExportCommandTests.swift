import Foundation
import Testing

@Suite("hone model export", .serialized)
struct ModelExportCommandTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// A tiny base model and adapters that PEFT saved for it.
    private static let peft = root.appendingPathComponent("Tests/HoneLanguageModelTests/Fixtures/peft")
    private static var plain: String { peft.appendingPathComponent("plain").path }
    private static var base: String { peft.appendingPathComponent("base.gguf").path }

    private static let home =
        ProcessInfo.processInfo.environment["HONE_HOME"].map { URL(fileURLWithPath: $0) }
        ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".local/share/hone")
    private static var hasWeights: Bool {
        FileManager.default.fileExists(
            atPath: home.appendingPathComponent("models/SmolLM2-135M-Instruct.Q4_1.gguf").path)
    }

    @Test("writes an adapter of PEFT for llama.cpp, and never over a file") func gguf() async throws {
        try await withTool { tool in
            let command = ["model", "export", Self.plain, "--base", Self.base, "--format", "gguf", "-o", "out.gguf"]
            let done = try await tool.run(command + ["--json"])
            #expect(done.status == 0, "\(done.errors)")
            let facts = try #require(done.objects.first)
            #expect(facts["format"] as? String == "gguf" && facts["modules"] as? Int == 4)
            #expect((facts["ranks"] as? [Int]) == [4])
            #expect(try Data(contentsOf: tool.folder.appendingPathComponent("out.gguf")).starts(with: "GGUF".utf8))
            let again = try await tool.run(command)
            #expect(again.status == 2 && again.errors.contains("exists already"), "\(again.errors)")
        }
    }

    @Test("says what cannot be exported and what can") func refusals() async throws {
        try await withTool { tool in
            let already = try await tool.run("model", "export", Self.plain, "--base", Self.base, "--format", "peft")
            #expect(already.status == 2 && already.errors.contains("already"), "\(already.errors)")
            let unknown = try await tool.run("model", "export", "nothing", "--base", Self.base, "--format", "gguf")
            #expect(unknown.status == 2 && unknown.errors.contains("nothing"), "\(unknown.errors)")
            let format = try await tool.run("model", "export", Self.plain, "--format", "onnx")
            #expect(format.status == 2 && format.errors.contains("gguf"), "\(format.errors)")
            let dora = Self.peft.appendingPathComponent("refused-dora").path
            let refused = try await tool.run("model", "export", dora, "--base", Self.base, "--format", "gguf")
            #expect(refused.status == 2 && refused.errors.contains("DoRA"), "\(refused.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder.path).isEmpty)
        }
    }

    @Test(
        "gives PEFT all of an adapter that scores trials, and llama.cpp none of it",
        .enabled(if: hasWeights, "needs the weights of make setup"))
    func scoringAdapter() async throws {
        try await withTool { tool in
            let environment = ["HONE_HOME": Self.home.path]
            let adapter = Self.root.appendingPathComponent("Models/tabular")
            let done = try await tool.run(
                ["model", "export", adapter.path, "--format", "peft", "-o", "out"], environment: environment)
            #expect(done.status == 0, "\(done.errors)")
            #expect(done.errors.contains("layers[:"), "\(done.errors)")
            for name in ["adapter_model.safetensors", "adapter_config.json", "card.json"] {
                let written = try Data(contentsOf: tool.folder.appendingPathComponent("out/\(name)"))
                #expect(written == (try Data(contentsOf: adapter.appendingPathComponent(name))), "\(name)")
            }
            let refused = try await tool.run(
                ["model", "export", adapter.path, "--format", "gguf"], environment: environment)
            #expect(refused.status == 2 && refused.errors.contains("value rows"), "\(refused.errors)")
            #expect(refused.errors.contains("--format peft"))
        }
    }
}
