import Foundation
import Testing

@Suite("Past trials and benchmarks on the command line", .serialized)
struct DatabaseCommandTests {
    private static let trials = """
        {"model": "lr", "dataset": "german", "rows": 1000, "config": {"alpha": 0.01, "eta0": 0.1}, "cv_error": 0.25}
        {"model": "lr", "dataset": "german", "rows": 1000, "config": {"alpha": 0.02, "eta0": 0.2}, "cv_error": 0.27}
        {"model": "lr", "dataset": "wine", "rows": 178, "config": {"alpha": 0.5, "eta0": 0.3}, "cv_error": 0.02}
        {"model": "lr", "dataset": "wine", "rows": 178, "config": {"alpha": 0.6, "eta0": 0.3}, "cv_error": 0.04}

        """

    @Test("a trials file is imported once, counted and exported")
    func importing() async throws {
        try await withTool { tool in
            try tool.write(Self.trials, to: "trials.jsonl")
            let first = try await tool.run("db", "import", "trials.jsonl", "--json")
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.objects.first?["newTrials"] as? Int == 4)
            #expect(
                try await tool.run("db", "import", "trials.jsonl", "--json").objects.first?["duplicates"] as? Int == 4)
            #expect(FileManager.default.fileExists(atPath: tool.home.appendingPathComponent("trials.db").path))

            let all = try #require(try await tool.run("db", "stats", "--json").objects.first)
            #expect(all["trials"] as? Int == 4)
            let rest = try #require(
                try await tool.run("db", "stats", "--json", "--leave-out", "dataset:credit_g").objects.first)
            #expect(rest["trials"] as? Int == 2)
            #expect(rest["hash"] as? String != all["hash"] as? String)

            #expect(try await tool.run("db", "export", "--output", "export.jsonl").status == 0)
            #expect(try await tool.run("db", "import", "export.jsonl", "--database", "copy.db").status == 0)
            let copy = try #require(try await tool.run("db", "stats", "--json", "--database", "copy.db").objects.first)
            #expect(copy["hash"] as? String == all["hash"] as? String)
        }
    }

    @Test("a truncated file is named with its line, and what was there stays")
    func truncated() async throws {
        try await withTool { tool in
            try tool.write(Self.trials, to: "trials.jsonl")
            try await tool.run("db", "import", "trials.jsonl")
            let before = try await tool.run("db", "stats", "--json").output
            try tool.write(String(Self.trials.replacing("wine", with: "iris").dropLast(20)), to: "cut.jsonl")
            let result = try await tool.run("db", "import", "cut.jsonl")
            #expect(result.status == 2)
            #expect(result.errors.hasPrefix("cut.jsonl:4: "), "\(result.errors)")
            #expect(try await tool.run("db", "stats", "--json").output == before)
        }
    }

    @Test("an empty home teaches the next step")
    func nothingThere() async throws {
        try await withTool { tool in
            let result = try await tool.run("db", "stats")
            #expect(result.status == 2)
            #expect(result.errors.contains("hone db import"))
            #expect(try await tool.run("db", "import").status == 2)
            #expect(try await tool.run("db", "import", "nowhere.jsonl").status == 2)
        }
    }

    @Test("a study that Hone ran becomes past trials")
    func study() async throws {
        try await withTool { tool in
            let begin = [
                "ask", "outside", "--minimize", "loss", "-p", "x=1:9", "-p", "y=0.5:2", "--optimizer", "random",
            ]
            try await tool.run(begin)
            try await tool.run("tell", "outside", "0", "loss=0.5")
            try await tool.run("ask", "outside")
            let result = try await tool.run("db", "import", "--study", "outside", "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.objects.first?["newTrials"] as? Int == 1)
            #expect(result.objects.first?["skipped"] as? Int == 1)
            let again = try await tool.run("db", "import", "hone.db", "--json")
            #expect(again.objects.first?["duplicates"] as? Int == 1)
        }
    }

    @Test("a trials file is a benchmark whose runs are lines of JSON and can be reported")
    func benchmark() async throws {
        try await withTool { tool in
            try tool.write(Self.trials, to: "trials.jsonl")
            let command = [
                "bench", "run", "--table", "trials.jsonl", "--methods", "random", "--seeds", "2", "--budget", "2",
                "--output", "runs.jsonl", "--json",
            ]
            let runs = try await tool.run(command)
            #expect(runs.status == 0, "\(runs.errors)")
            #expect(Set(runs.objects.compactMap { $0["task"] as? String }) == ["table/german/lr", "table/wine/lr"])
            #expect(runs.objects.count == 4)
            #expect((runs.objects.first?["order"] as? [Int])?.sorted() == [0, 1])
            #expect(try await tool.run(command).objects.isEmpty, "all runs are there")
            let report = try #require(
                try await tool.run("bench", "report", "runs.jsonl", "--table", "trials.jsonl", "--json").objects.first)
            #expect((report["tasks"] as? [String])?.count == 2)
            #expect(try await tool.run("bench", "report", "runs.jsonl").status == 2, "the tasks' scale is unknown")
        }
    }

    @Test("methods read one past that is named, never a task's own data, and what has none says so")
    func past() async throws {
        try await withTool { tool in
            try tool.write(Self.trials, to: "trials.jsonl")
            let runs = try await tool.run(
                "bench", "run", "--table", "trials.jsonl", "--past", "trials.jsonl", "--methods",
                "auto,transfer,portfolio,gp", "--seeds", "1", "--budget", "2", "--json")
            #expect(runs.status == 0, "\(runs.errors)")
            #expect(runs.objects.count == 8)
            let hashes = runs.objects.filter { $0["method"] as? String != "gp" }.compactMap {
                $0["database"] as? String
            }
            #expect(hashes.count == 6 && Set(hashes).count == 1)
            let notes = runs.objects.filter { $0["method"] as? String == "portfolio" }.compactMap {
                $0["note"] as? String
            }
            #expect(notes.count == 2 && notes.allSatisfy { $0.contains("no past task") })
        }
    }

    @Test(
        "wrong use of the benchmark ends with 2 and the remedy",
        arguments: [
            (["bench", "run"], "--suite"), (["bench", "run", "--suite", "hpobenhc"], "did you mean hpobench"),
            (["bench", "run", "--suite", "hpobench", "--methods", "gpp"], "did you mean gp"),
            (["bench", "run", "--suite", "hpobench", "--methods", "lm"], "make setup"),
            (["bench", "run", "--suite", "hpobench", "--budget", "0"], "1 or more"),
            (["bench", "report", "nowhere.jsonl"], "nowhere.jsonl"),
        ])
    func wrongUse(_ arguments: [String], _ remedy: String) async throws {
        try await withTool { tool in
            let result = try await tool.run(arguments)
            #expect(result.status == 2)
            #expect(result.errors.contains(remedy), "\(result.errors)")
        }
    }
}
