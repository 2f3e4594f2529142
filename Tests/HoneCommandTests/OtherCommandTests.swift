import Foundation
import Testing

@Suite("Other commands", .serialized)
struct OtherCommandTests {
    @Test("work in an empty folder and say what to do next", arguments: [["list"], ["model", "list"], []])
    func emptyFolder(_ arguments: [String]) async throws {
        try await withTool { tool in
            let result = try await tool.run(arguments)
            #expect(result.status == 0, "\(result.errors)")
            let said = result.output + result.errors
            #expect(said.contains("hone run") || said.contains("run -n 20") || said.contains("make setup"), "\(said)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder.path).isEmpty)
        }
    }

    @Test(
        "have help that names their options",
        arguments: ["run", "check", "ask", "tell", "list", "show", "best", "export", "delete"])
    func help(_ command: String) async throws {
        try await withTool { tool in
            let result = try await tool.run(command, "--help")
            #expect(result.status == 0)
            #expect(
                result.output.contains("--store") && result.output.contains("--json")
                    && result.output.contains("--seed"))
        }
    }

    @Test("complete themselves in a shell", arguments: ["bash", "zsh", "fish"])
    func completion(_ shell: String) async throws {
        try await withTool { tool in
            let result = try await tool.run("--generate-completion-script", shell)
            #expect(result.status == 0)
            #expect(result.output.contains("hone") && result.output.contains("resume"))
        }
    }

    @Test("ask and tell make a study without a program")
    func askAndTell() async throws {
        try await withTool { tool in
            let begin = [
                "ask", "outside", "--minimize", "loss", "-p", "x=1:9:default=4", "--optimizer", "random", "--seed", "3",
            ]
            let first = try #require(try await tool.run(begin).objects.first)
            #expect(first["trial"] as? Int == 0)
            #expect((first["configuration"] as? [String: Int])?["x"] == 4)
            #expect((first["tell"] as? String)?.hasSuffix("tell outside 0 loss=VALUE") == true)
            let second = try #require(try await tool.run("ask", "outside").objects.first)
            #expect(second["trial"] as? Int == 1)
            #expect(try await tool.run("tell", "outside", "0", "loss=0.5", "accuracy=0.9").status == 0)
            #expect(try await tool.run("tell", "outside", "1", "--failed", "--reason", "no GPU").status == 0)
            let trials = try await tool.run("export", "outside", "--format", "jsonl").objects
            #expect(trials.map { $0["state"] as? String } == ["complete", "failed"])
            #expect((trials[0]["metrics"] as? [String: Double])?["accuracy"] == 0.9)
            #expect(try await tool.run("tell", "outside", "0", "loss=0.4").status == 2, "told already")
            #expect(try await tool.run("tell", "outside", "7", "loss=0.4").status == 2, "never asked")
            let missing = try await tool.run("tell", "outside", "1", "los=0.4")
            #expect(missing.status == 2)
            #expect(missing.errors.contains("loss"), "\(missing.errors)")
        }
    }

    @Test("the first ask may come from several processes at once")
    func firstAsks() async throws {
        try await withTool { tool in
            let arguments = ["ask", "shared", "--minimize", "loss", "-p", "x=1:1000000", "--optimizer", "random"]
            let results = try await withThrowingTaskGroup(of: Tool.Result.self) { group in
                for _ in 0..<6 { group.addTask { try await tool.run(arguments) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.allSatisfy { $0.status == 0 }, "\(results.map(\.errors))")
            #expect(Set(results.compactMap { $0.objects.first?["trial"] as? Int }) == Set(0..<6))
        }
    }

    @Test("list, show and delete tell the same of a study, and deleting asks first")
    func studies() async throws {
        try await withTool { tool in
            #expect(
                try await tool.run("ask", "outside", "--maximize", "score", "-p", "x=1:9", "--optimizer", "random")
                    .status
                    == 0)
            #expect(try await tool.run("tell", "outside", "0", "score=2.5").status == 0)
            #expect(try await tool.run("list").output.contains("maximize score"))
            let listed = try #require(try await tool.run("list", "--json").objects.first)
            #expect(listed["study"] as? String == "outside")
            #expect((listed["best"] as? [String: Any])?["value"] as? Double == 2.5)
            #expect(try await tool.run("show", "outside").output.contains("2.500 *"))
            let wrong = try await tool.run("show", "outsid")
            #expect(wrong.status == 2)
            #expect(wrong.errors.contains("did you mean outside?"))
            #expect(try await tool.run("show", "outside", "--trial", "5").status == 2)
            let asked = try await tool.run("delete", "outside")
            #expect(asked.status == 2)
            #expect(asked.errors.contains("--yes"))
            #expect(try await tool.run("delete", "outside", "--yes").status == 0)
            #expect(try await tool.run("list", "--json").output.isEmpty)
        }
    }

    @Test("export writes CSV that other programs read, with quotes where they are needed")
    func csv() async throws {
        try await withTool { tool in
            let begin = [
                "ask", "a", "--minimize", "loss", "-p", "x=\"p,q\",\"say \\\"hi\\\"\"", "--optimizer", "random",
            ]
            #expect(try await tool.run(begin).status == 0)
            #expect(try await tool.run("ask", "a").status == 0)
            let lines = try await tool.run("export", "a").output.split(separator: "\n").map(String.init)
            #expect(lines.first?.hasPrefix("trial,state,loss,x,origin") == true)
            #expect(lines.contains { $0.contains(",\"p,q\",") })
            #expect(lines.contains { $0.contains(",\"say \"\"hi\"\"\",") })
        }
    }

    @Test("check shows space, command lines, the model's header and what leaves the machine, and runs nothing")
    func check() async throws {
        try await withTool { tool in
            try tool.write("echo ran >> runs\necho loss: 1\n", to: "train.sh")
            try tool.write(
                """
                command: [sh, train.sh, "--lr={lr}"]
                objective: {minimize: loss}
                task: {model: mlp, dataset: secret, facts: {rows: 1797}}
                parameters:
                  lr: {type: float, low: 1e-5, high: 1e-1, scale: log, default: 1e-3}
                  momentum: {type: float, low: 0, high: 0.9, if: {opt: sgd}}
                  opt: {type: categorical, choices: [adam, sgd]}
                """, to: "study.yaml")
            let result = try await tool.run("check", "study.yaml")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("sh train.sh --lr=0.001"))
            #expect(result.output.contains("if opt is sgd"))
            #expect(result.output.contains("1797 rows"))
            #expect(!result.output.contains("secret"))
            #expect(result.output.contains("nothing: program, model, trials and store stay here"))
            #expect(tool.read("runs").isEmpty)
            let report = try #require(try await tool.run("check", "study.yaml", "--json").objects.first)
            #expect((report["parameters"] as? [[String: Any]])?.count == 3)
            let ran = try await tool.run("check", "study.yaml", "--run")
            #expect(ran.status == 0)
            #expect(ran.output.contains("trial 0 · complete"), "\(ran.output)")
            #expect(tool.read("runs") == "ran\n")
            #expect(!FileManager.default.fileExists(atPath: tool.folder.appendingPathComponent("hone.db").path))
        }
    }
}
