import Foundation
import Hone
import HoneCore
import Testing

@Suite("Trials from CSV files")
struct CSVImportTests {
    @Test("Columns are found by their names")
    func columnsAreFoundByTheirNames() throws {
        let entry = try #require(
            try CSVFixture(
                """
                number,value,params_lr,params_opt,state,model,dataset,rows,accuracy\r
                0,0.5,0.001,adam,COMPLETE,mlp,wine,178,0.8\r
                1,,0.1,"sgd, plain",FAIL,mlp,wine,178,\r
                2,0.4,0.01,adam,COMPLETE,mlp,wine,178,0.9\r

                """
            ).entries.first)
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

    @Test("Columns can be told")
    func columnsCanBeTold() throws {
        var options = ImportOptions()
        options.columns = CSVColumns(
            objective: Objective(.maximize, "acc"), parameters: ["width", "lr"], model: "net", dataset: "mine")
        let entry = try #require(try CSVFixture("lr,width,acc\n0.1,8,0.5\n0.2,64,0.75\n", options).entries.first)
        #expect(entry.task.objective == Objective(.maximize, "acc"))
        #expect(entry.task.space.parameters.map(\.name) == ["width", "lr"])
        #expect(entry.task.space.parameters.first?.domain == .int(low: 8, high: 64, scale: .linear, step: nil))
        #expect(entry.task.task.dataset == "mine")
        #expect(Set(entry.trials.map(\.value)) == [0.5, 0.75])
    }

    private static let spaces = """
        {"families": {"net": {"description": "a net", "parameters": {
          "opt": {"type": "categorical", "choices": ["adam", "sgd"]},
          "momentum": {"type": "float", "low": 0, "high": 1, "if": {"opt": "sgd"}}}}}}
        """

    @Test("A given space is used with its conditions")
    func aGivenSpaceIsUsedWithItsConditions() throws {
        try DatabaseFixtures.withFile("spaces.json", Self.spaces) { path in
            var options = ImportOptions()
            options.spaces = path
            let entry = try #require(
                try CSVFixture("model,param.opt,param.momentum,value\nnet,adam,,0.5\nnet,sgd,0.9,0.25\n", options)
                    .entries.first)
            #expect(entry.task.summary == "a net")
            #expect(entry.task.isSpaceInferred == nil)
            #expect(Set(entry.trials.map(\.configuration)) == [["opt": "adam"], ["opt": "sgd", "momentum": 0.9]])
        }
    }

    @Test("A file of spaces without the model is refused with the names that it has, never replaced by a guess")
    func spacesWithoutTheModel() throws {
        try DatabaseFixtures.withFile("spaces.json", Self.spaces) { path in
            var options = ImportOptions()
            options.spaces = path
            let error = #expect(throws: TrialDatabaseError.self) {
                try CSVFixture("param.opt,value\nadam,0.5\nsgd,0.25\n", options)
            }
            #expect(error?.place == path)
            #expect(error?.description.contains("it has net") == true)
            #expect(error?.description.contains("--model") == true)
            options.columns.model = "net"
            let file = try CSVFixture("param.opt,param.momentum,value\nadam,,0.5\nsgd,.5,0.25\n", options)
            #expect(file.trials.count == 2)
        }
    }

    @Test(
        "A file of which nothing can be used is refused, the first wrong row named",
        arguments: [
            ("param.lr,value\n0.1,0.5\n0.2\n", ":3", "cell"),
            ("param.lr,value\n0.1,0.5\n0.2,\"0.\n", ":3", "quote"),
            ("param.lr,value\n0.1,abc\n0.2,1\n", ":2", "abc"),
            ("param.lr,value\n0.1,\n0.2,1\n", ":2", "no value"),
            ("param.lr,valeu\n0.1,1\n", ":1", "did you mean valeu"),
            ("lr,value\n0.1,1\n", ":1", "no column is a parameter"),
            ("param.lr,param.lr,value\n0.1,1,1\n", ":1", "two columns"),
            ("param.lr,params_lr,value\n0.1,1,1\n", ":1", "two columns"),
            ("param.lr,value\n,1\n0.1,2\n", ":2", "condition"),
            ("param.lr,value,state\n0.1,1,odd\n0.2,1,complete\n", ":2", "odd"),
            ("", ":1", "empty"),
        ])
    func aWrongRowIsNamed(content: String, place: String, reason: String) throws {
        let error = try #require(throws: TrialDatabaseError.self) { try CSVFixture(content) }
        #expect(error.place?.hasSuffix("runs.csv" + place) == true)
        #expect(error.description.contains(reason))
    }

    @Test(
        "One wrong row costs only itself, and is named",
        arguments: [
            ("0.3,abc,complete,x", "value is abc"), ("0.3,,complete,x", "no value"), ("0.3,0.5", "2 cells"),
            ("0.3,0.5,complete,x,y", "5 cells"), ("0.3,0.5,odd,x", "odd"), ("0.3,0.5,,x", "state is empty"),
            ("0.3,\"0.5,complete,x", "quote"), ("0.3,0.5,3,x", "state 3"), (",0.5,complete,x", "lr is empty"),
        ])
    func oneWrongRow(row: String, problem: String) throws {
        let good = (1...8).map { "0.\($0),0.5,complete,x" }
        let lines = ["param.lr,value,state,note"] + good.prefix(4) + [row] + good.suffix(4)
        let file = try CSVFixture(lines.joined(separator: "\n") + "\n")
        #expect(file.summary.newTrials == 8)
        #expect(file.summary.leftOut == 1)
        #expect(file.summary.problems.first?.place.hasSuffix("runs.csv:6") == true)
        #expect(file.summary.problems.first?.problem.contains(problem) == true, "\(file.summary.problems)")
    }

    @Test("Bytes that are no UTF-8 cost only their row")
    func notUTF8() throws {
        let bytes =
            Array("param.lr,value\n0.1,1\n0.2,2\n".utf8) + [0x30, 0xE9, 0x2C, 0x31, 0x0A] + Array("0.4,3\n".utf8)
        let file = try CSVFixture(bytes: bytes)
        #expect(file.summary.newTrials == 3)
        #expect(file.summary.problems.map { $0.place.hasSuffix(":4") } == [true])
    }

    @Test("Guessed spaces, and what value means, are told")
    func notes() throws {
        let notes = try CSVFixture("param.lr,param.opt,value\n0.001,a,1\n0.2,b,2\n").summary.notes.joined(
            separator: "\n")
        #expect(notes.contains("guessed from the values"))
        #expect(notes.contains("lr: "))
        #expect(notes.contains("opt: "))
        #expect(notes.contains("value is minimized"))
    }
}

/// A CSV file, imported into a database of its own.
struct CSVFixture {
    let summary: ImportSummary
    let entries: [PastTrialsSnapshot.Entry]

    init(_ content: String, _ options: ImportOptions = ImportOptions(), name: String = "runs.csv") throws {
        try self.init(bytes: Array(content.utf8), options, name: name)
    }

    init(bytes: [UInt8], _ options: ImportOptions = ImportOptions(), name: String = "runs.csv") throws {
        let database = try TrialDatabase.inMemory()
        summary = try DatabaseFixtures.withFile(name, "") { path in
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return try database.importFile(path, options: options)
        }
        entries = try database.snapshot().entries
    }

    var trials: [PastTrial] { entries.flatMap(\.trials) }
    var domains: [String: Domain] {
        Dictionary(entries.flatMap(\.task.space.parameters).map { ($0.name, $0.domain) }) { $1 }
    }
}
