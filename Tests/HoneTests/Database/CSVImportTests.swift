import Foundation
import Hone
import HoneCore
import Testing

@Suite struct CSVImportTests {
    private func entries(
        _ content: String, name: String = "runs.csv", _ options: ImportOptions = ImportOptions()
    ) throws -> [DatabaseSnapshot.Entry] {
        let database = try TrialDatabase.inMemory()
        try DatabaseFixtures.withFile(name, content) { _ = try database.importFile($0, options: options) }
        return try database.snapshot().entries
    }

    @Test func columnsAreFoundByTheirNames() throws {
        let entry = try #require(
            try entries(
                """
                number,value,params_lr,params_opt,state,model,dataset,rows,accuracy\r
                0,0.5,0.001,adam,COMPLETE,mlp,wine,178,0.8\r
                1,,0.1,"sgd, plain",FAIL,mlp,wine,178,\r
                2,0.4,0.01,adam,COMPLETE,mlp,wine,178,0.9\r

                """
            ).first)
        #expect(entry.task.id == "runs/mlp/wine")
        #expect(entry.task.task.facts == ["rows": 178])
        #expect(
            entry.task.space.parameters.map(\.domain) == [
                .float(low: 0.001, high: 0.1, scale: .log, step: nil), .categorical(["adam", "sgd, plain"]),
            ])
        #expect(entry.trials.map(\.state) == [.complete, .failed, .complete])
        #expect(entry.trials.map(\.value) == [0.5, nil, 0.4])
        #expect(entry.trials.first?.metrics == ["accuracy": 0.8])
        #expect(entry.trials.map(\.position) == [0, 1, 2])
    }

    @Test func columnsCanBeTold() throws {
        var options = ImportOptions()
        options.columns = CSVColumns(
            objective: Objective(.maximize, "acc"), parameters: ["width", "lr"], model: "net", dataset: "mine")
        let entry = try #require(try entries("lr,width,acc\n0.1,8,0.5\n0.2,64,0.75\n", options).first)
        #expect(entry.task.objective == Objective(.maximize, "acc"))
        #expect(entry.task.space.parameters.map(\.name) == ["width", "lr"])
        #expect(entry.task.space.parameters.first?.domain == .int(low: 8, high: 64, scale: .linear, step: nil))
        #expect(entry.task.task.dataset == "mine")
        #expect(Set(entry.trials.map(\.value)) == [0.5, 0.75])
    }

    @Test func aGivenSpaceIsUsedWithItsConditions() throws {
        let spaces = """
            {"families": {"net": {"description": "a net", "parameters": {
              "opt": {"type": "categorical", "choices": ["adam", "sgd"]},
              "momentum": {"type": "float", "low": 0, "high": 1, "if": {"opt": "sgd"}}}}}}
            """
        try DatabaseFixtures.withFile("spaces.json", spaces) { path in
            var options = ImportOptions()
            options.spaces = path
            let entry = try #require(
                try entries("model,param.opt,param.momentum,value\nnet,adam,,0.5\nnet,sgd,0.9,0.25\n", options).first)
            #expect(entry.task.summary == "a net")
            #expect(Set(entry.trials.map(\.configuration)) == [["opt": "adam"], ["opt": "sgd", "momentum": 0.9]])
        }
    }

    @Test(arguments: [
        ("param.lr,value\n0.1,0.5\n0.2\n", ":3", "cells"),
        ("param.lr,value\n0.1,0.5\n0.2,\"0.\n", ":3", "quote"),
        ("param.lr,value\n0.1,abc\n0.2,1\n", ":2", "abc"),
        ("param.lr,value\n0.1,\n0.2,1\n", ":2", "no value"),
        ("param.lr,valeu\n0.1,1\n", ":1", "did you mean valeu"),
        ("lr,value\n0.1,1\n", ":1", "no column is a parameter"),
        ("param.lr,param.lr,value\n0.1,1,1\n", ":1", "two columns"),
        ("param.lr,value\n,1\n0.1,2\n", ":2", "condition"),
        ("param.lr,value,state\n0.1,1,odd\n0.2,1,complete\n", ":2", "odd"),
        ("", ":1", "empty"),
    ])
    func aWrongRowIsNamed(content: String, place: String, reason: String) throws {
        let error = try #require(throws: TrialDatabaseError.self) { try entries(content) }
        #expect(error.place.hasSuffix("runs.csv" + place))
        #expect(error.description.contains(reason))
    }
}
