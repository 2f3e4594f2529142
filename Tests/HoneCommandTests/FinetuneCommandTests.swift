import Foundation
import Testing

@Suite("hone finetune", .serialized)
struct FinetuneCommandTests {
    /// What `make setup` filled.
    private static var home: URL {
        ProcessInfo.processInfo.environment["HONE_HOME"].map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".local/share/hone")
    }

    private static var isSetUp: Bool {
        ["models/SmolLM2-135M-Instruct.Q4_1.gguf", "trials.db"].allSatisfy {
            FileManager.default.fileExists(atPath: home.appendingPathComponent($0).path)
        }
    }

    @Test(
        "refuses what makes no sense before anything is read",
        arguments: [
            (["--memory", "lots"], "write 2G or 1500M"),
            (["--on", "openai"], "not in this version yet"),
            (["--python", "python3"], "--on peft"),
            (["--processes", "2"], "--on peft"),
            (["--on", "peft", "--memory", "2G"], "--on local"),
            (["--on", "peft", "--processes", "0"], "use 1 to 64"),
            (["--on", "peft", "--device", "tpu"], "use auto, cpu, cuda or mps"),
            (["--patience", "0"], "patience"),
            (["--on", "moon"], "moon"),
        ])
    func wrongUse(arguments: [String], word: String) async throws {
        try await withTool { tool in
            let result = try await tool.run(["finetune"] + arguments)
            #expect(result.status == 2)
            #expect(result.errors.contains(word), "\(result.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder.path).isEmpty)
        }
    }

    @Test("has help that names its options")
    func help() async throws {
        try await withTool { tool in
            let result = try await tool.run("finetune", "--help")
            for option in ["--memory", "--validate", "--patience", "--on", "--python", "--processes"] {
                #expect(result.output.contains(option))
            }
        }
    }

    private static func figure(_ object: [String: Any]?, _ name: String) throws -> Int {
        try #require(object?[name] as? Int, "no \(name) in \(String(describing: object))")
    }

    @Test(
        "stays within the limit of memory that it was given, and says how",
        .enabled(if: isSetUp, "needs weights and trials: make setup"), arguments: [false, true])
    func memory(watches: Bool) async throws {
        try await withTool { tool in
            let environment = ["HONE_HOME": Self.home.path]
            let arguments =
                ["finetune", "--steps", "2", "--layers", "2", "--output", "adapter", "--json"]
                + (watches ? ["--validate", "dataset:vehicle", "--validate-every", "2"] : [])
            let little = try await tool.run(arguments + ["--memory", "20M"], environment: environment)
            #expect(little.status == 2)
            #expect(little.errors.contains("the least that would do is"), "\(little.errors)")
            let words = little.errors.split(separator: " ")
            let place = try #require(words.firstIndex(of: "is"))
            let least = try #require(Int(words[place + 1]))

            let result = try await tool.run(arguments + ["--memory", "\(least)M"], environment: environment)
            #expect(result.status == 0, "\(result.errors)")
            let expected = try Self.figure(result.objects.first, "expectedBytes")
            let peak = try Self.figure(result.objects.last, "peakMemoryBytes")
            #expect(expected <= least * 1_000_000)
            #expect(peak <= expected, "\(peak) bytes at the peak, \(expected) expected")
            #expect(Double(peak) >= 0.75 * Double(expected), "\(peak) bytes at the peak, \(expected) expected")
        }
    }
}
