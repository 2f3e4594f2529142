import Foundation
import Hone
import HoneCore
import Testing

@Suite struct ImportTests {
    private static let trials = """
        {"model": "lr", "dataset": "german", "rows": 1000, "features": 20, "classes": 2, "config": {"alpha": 0.01, "eta0": 0.1}, "status": "complete", "cv_error": 0.25, "test_error": 0.3, "seconds": 0.1}
        {"model": "lr", "dataset": "german", "rows": 1000, "features": 20, "classes": 2, "config": {"alpha": 0.02, "eta0": 0.1}, "status": "failed", "error": "ValueError", "seconds": 0.1}
        {"model": "mlp", "dataset": "wine", "rows": 178, "features": 13, "classes": 3, "config": {"alpha": 1e-5, "batch_size": 32, "depth": 2, "learning_rate_init": 0.01, "width": 64}, "status": "complete", "cv_error": 0.02, "seconds": 2}

        """

    private func importing(
        _ content: String, name: String = "trials.jsonl"
    ) throws -> (database: TrialDatabase, summary: ImportSummary) {
        let database = try TrialDatabase.inMemory()
        let summary = try DatabaseFixtures.withFile(name, content) {
            try database.importFile($0)
        }
        return (database, summary)
    }

    private func failure(_ content: String, name: String = "trials.jsonl") throws -> TrialDatabaseError {
        try #require(throws: TrialDatabaseError.self) { try importing(content, name: name) }
    }

    @Test func aTrialsFileOfKnownFamiliesIsRead() throws {
        let (database, summary) = try importing(Self.trials)
        #expect(summary.newTasks == 2 && summary.newTrials == 3)
        let entries = try database.snapshot().entries
        #expect(entries.map(\.task.id) == ["trials/lr/german", "trials/mlp/wine"])
        let german = try #require(entries.first)
        #expect(german.task.task.facts == ["rows": 1000, "features": 20, "classes": 2])
        #expect(german.task.objective == Objective(.minimize, "cv_error"))
        let complete = try #require(german.trials.first { $0.state == .complete })
        #expect(complete.configuration == ["alpha": 0.01, "eta0": 0.1])
        #expect(complete.value == 0.25)
        #expect(complete.metrics == ["test_error": 0.3])
        let failed = try #require(german.trials.first { $0.state == .failed })
        #expect(failed.failure == TrialFailure(.exit, "ValueError"))
    }

    @Test func aFileThatHasGrownIsImportedOnTopOfItsBeginning() throws {
        let (database, _) = try importing(Self.trials)
        let line = Self.trials.split(separator: "\n")[0]
        let grown = Self.trials + line + "\n" + line.replacing("0.25", with: "0.26") + "\n"
        let summary = try DatabaseFixtures.withFile("elsewhere.jsonl", grown) { try database.importFile($0) }
        // The repeated line is a repeated trial: it counts as one more.
        #expect(summary.newTrials == 2 && summary.duplicates == 3)
    }

    @Test func aLineCutShortIsNamedAndNothingIsImported() throws {
        let cut = String(Self.trials.prefix(Self.trials.utf8.count / 2))
        let database = try TrialDatabase.inMemory()
        try DatabaseFixtures.withFile("trials.jsonl", cut) { path in
            let error = #expect(throws: TrialDatabaseError.self) { try database.importFile(path) }
            #expect(error?.place == "\(path):2")
            #expect(error?.description.contains("cut short") == true)
            #expect(error?.remedy?.contains("nothing was imported") == true)
        }
        #expect(try database.snapshot().entries.isEmpty)
    }

    @Test(arguments: [
        (
            "{\"model\": \"lr\", \"dataset\": \"a\", \"config\": {\"alpha\": 5, \"eta0\": 0.1}, \"cv_error\": 0.1}",
            "alpha"
        ),
        ("{\"model\": \"lr\", \"dataset\": \"a\", \"config\": {\"alpha\": 0.1}, \"cv_error\": 0.1}", "eta0"),
        ("{\"model\": \"lr\", \"dataset\": \"a\", \"config\": {\"alpha\": 0.1, \"eta0\": 0.1}}", "cv_error"),
        ("{\"model\": \"svn\", \"dataset\": \"a\", \"config\": {}, \"cv_error\": 0.1}", "svm"),
        ("{\"model\": \"lr\", \"config\": {}, \"cv_error\": 0.1}", "dataset"),
        (
            "{\"model\": \"lr\", \"dataset\": \"a\", \"config\": {\"alpha\": 0.1, \"eta0\": 0.1}, \"cv_error\": NaN}",
            "JSON"
        ),
        ("[1, 2]", "object"),
        (
            "{\"model\": \"lr\", \"dataset\": \"a\", \"status\": \"maybe\", \"config\": {\"alpha\": 0.1, \"eta0\": 0.1}}",
            "maybe"
        ),
    ])
    func aWrongLineIsNamedWithItsReason(line: String, reason: String) throws {
        let error = try failure(Self.trials + line + "\n")
        #expect(error.place?.hasSuffix("trials.jsonl:4") == true)
        #expect(error.description.contains(reason))
    }

    @Test func theFirstLineMayGiveSpacesInTheirOrder() throws {
        let file = """
            {"spaces": {"tree": {"description": "a tree", "parameters": {"z": {"type": "int", "low": 1, "high": 9}, "a": {"type": "categorical", "choices": ["x", "y"], "default": "y"}}}}}
            {"model": "tree", "dataset": "wine", "config": {"a": "x", "z": 3}, "cv_error": 0.5}
            """
        let entry = try #require(try importing(file).database.snapshot().entries.first)
        #expect(entry.task.space.parameters.map(\.name) == ["z", "a"])
        #expect(entry.task.summary == "a tree")
        #expect(entry.trials.first?.configuration == ["z": 3, "a": "x"])
        // A family that the first line does not list has no space, even one of the known five.
        let error = try failure(file + "\n" + Self.trials)
        #expect(error.place?.hasSuffix(":3") == true)
    }

    @Test func aWrongSpaceInTheFirstLineIsNamed() throws {
        let error = try failure(
            "{\"spaces\": {\"tree\": {\"parameters\": {\"z\": {\"type\": \"int\", \"low\": 1, \"hihg\": 9}}}}}\n")
        #expect(error.place?.hasSuffix(":1") == true)
        #expect(error.description.contains("did you mean high"))
    }

    @Test func whatIsExportedIsImportedAsTheSameSnapshot() throws {
        let (database, _) = try importing(Self.trials)
        var lines: [String] = []
        try database.export { lines.append($0) }
        let copy = try importing(lines.joined(separator: "\n") + "\n", name: "export.jsonl").database
        #expect(try copy.snapshot().hash == database.snapshot().hash)
        let cut = lines.dropLast().joined(separator: "\n") + "\n" + (lines.last?.dropLast(9) ?? "")
        #expect(try failure(cut, name: "export.jsonl").place?.hasSuffix("export.jsonl:\(lines.count)") == true)
    }

    @Test func aStudysFinishedTrialsAreFiled() throws {
        let study = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")],
            task: TaskDescription(model: "mlp", dataset: "wine"), space: try DatabaseFixtures.space())
        let configuration: Configuration = ["lr": 0.1, "layers": 1, "opt": "sgd"]
        let trials = [
            Trial(number: 0, state: .complete, configuration: configuration, values: [0.5], metrics: ["acc": 0.9]),
            Trial(number: 1, state: .running, configuration: configuration),
            Trial(
                number: 2, state: .failed, configuration: configuration,
                failure: TrialFailure(.nonFinite, "loss is nan")),
            Trial(number: 3, state: .failed, configuration: configuration, failure: TrialFailure(.lost, "gone")),
            Trial(number: 4, state: .complete, configuration: ["lr": 0.1], values: [0.1]),
        ]
        let database = try TrialDatabase.inMemory()
        let first = try database.importStudy(study, trials: trials, source: "one")
        #expect(first.newTrials == 2 && first.skipped == 3)
        #expect(try database.importStudy(study, trials: trials, source: "one").duplicates == 2)
        // A study of the same name that was begun anew is another one.
        #expect(try database.importStudy(study, trials: trials, source: "another").newTrials == 2)
        let entry = try #require(try database.snapshot().entries.first)
        #expect(entry.trials.map(\.position) == [0, 2])
        #expect(entry.task.family == "mlp")
        #expect(try database.snapshot(leavingOut: [.dataset("wine")]).entries.isEmpty)
    }

    @Test func trialsGoToTheTaskOfTheirOwnDescription() throws {
        func study(_ high: Double) throws -> StudyDescription {
            StudyDescription(
                name: "s", objectives: [Objective(.minimize, "loss")],
                space: try SearchSpace([Parameter("lr", .float(low: 0.1, high: high, scale: .linear, step: nil))]))
        }
        func trial(_ number: Int, _ lr: Double, version: Int) -> Trial {
            Trial(
                number: number, state: .complete, configuration: ["lr": .float(lr)], descriptionVersion: version,
                values: [lr])
        }
        let trials = [trial(0, 0.9, version: 1), trial(1, 0.2, version: 1), trial(2, 0.3, version: 2)]
        let database = try TrialDatabase.inMemory()
        let summary = try database.importStudy(
            try study(0.5), versions: [1: try study(1), 2: try study(0.5)], trials: trials, source: "one")
        #expect(summary.newTrials == 3 && summary.newTasks == 2 && summary.skipped == 0)
        #expect(try database.snapshot().entries.map(\.trials.count).sorted() == [1, 2])
    }
}
