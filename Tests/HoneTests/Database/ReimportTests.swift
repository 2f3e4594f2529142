import Foundation
import Hone
import HoneCore
import Testing

@Suite("Importing again")
struct ReimportTests {
    private let database: TrialDatabase

    init() throws { database = try TrialDatabase.inMemory() }

    @discardableResult
    private func load(_ content: String, name: String = "g.csv") throws -> ImportSummary {
        try DatabaseFixtures.withFile(name, content) { try database.importFile($0) }
    }

    private func trials() throws -> [PastTrial] { try database.snapshot().entries.flatMap(\.trials) }

    private static let header = "number,value,params_lr,state\n"

    @Test("A file that has grown brings its new trials, and the ends of those that went on")
    func grown() throws {
        try load(Self.header + "0,0.5,0.1,COMPLETE\n1,,0.01,FAIL\n2,,0.02,RUNNING\n")
        let summary = try load(
            Self.header + "0,0.5,0.1,COMPLETE\n1,0.3,0.01,COMPLETE\n2,0.2,0.02,COMPLETE\n3,0.1,0.5,COMPLETE\n")
        #expect(summary.newTrials == 2)
        #expect(summary.updated == 1)
        #expect(summary.duplicates == 1)
        #expect(try trials().map(\.id) == ["trial 0", "trial 1", "trial 2", "trial 3"])
        #expect(try trials().map(\.value) == [0.5, 0.3, 0.2, 0.1])
        #expect(try trials().allSatisfy { $0.state == .complete && $0.failure == nil })
    }

    @Test("A guessed space grows with the values, and the stored trials are written as it writes them")
    func growingSpace() throws {
        try load("number,value,params_n,params_opt\n0,0.5,1,a\n1,0.4,4,b\n")
        try load("number,value,params_n,params_opt\n0,0.5,1,a\n1,0.4,4,b\n2,0.3,0.5,c\n")
        let entry = try #require(try database.snapshot().entries.first)
        #expect(entry.task.space["n"]?.domain == .float(low: 0.5, high: 4, scale: .linear, step: nil))
        #expect(entry.task.space["opt"]?.domain == .categorical(["a", "b", "c"]))
        #expect(entry.trials.map { $0.configuration["n"] } == [1.0, 4.0, 0.5])
    }

    @Test("The same file again changes nothing")
    func twice() throws {
        let content = Self.header + "0,0.5,0.1,COMPLETE\n1,0.3,0.01,COMPLETE\n0,0.05,0.03,COMPLETE\n1,,0.2,FAIL\n"
        #expect(try load(content).newTrials == 4)
        let hash = try database.snapshot().hash
        let summary = try load(content)
        #expect(summary.newTrials == 0 && summary.updated == 0 && summary.duplicates == 4)
        #expect(try database.snapshot().hash == hash)
    }

    @Test("Different trials of one number all arrive, from one file or from two of the same name")
    func sameNumbers() throws {
        try load(Self.header + "0,0.5,0.1,COMPLETE\n1,0.4,0.01,COMPLETE\n")
        let summary = try load(Self.header + "0,0.9,0.1,COMPLETE\n1,0.02,0.01,COMPLETE\n1,0.4,0.01,COMPLETE\n")
        #expect(summary.newTrials == 2 && summary.duplicates == 1)
        #expect(Set(try trials().map(\.value)) == [0.5, 0.4, 0.9, 0.02])
    }

    @Test("A failed trial is not replaced by one with another configuration")
    func otherConfiguration() throws {
        try load(Self.header + "0,,0.1,FAIL\n1,0.4,0.01,COMPLETE\n")
        try load(Self.header + "0,0.3,0.2,COMPLETE\n1,0.4,0.01,COMPLETE\n")
        #expect(try trials().map(\.state).count { $0 == .failed } == 1)
        #expect(try trials().count == 3)
    }

    @Test("A complete trial is never undone")
    func neverUndone() throws {
        try load(Self.header + "0,0.3,0.1,COMPLETE\n1,0.4,0.01,COMPLETE\n")
        try load(Self.header + "0,,0.1,FAIL\n1,0.4,0.01,COMPLETE\n")
        #expect(try trials().contains { $0.id == "trial 0" && $0.value == 0.3 })
    }

    @Test("Rows of equal content are repeated trials, and stay so")
    func repeats() throws {
        let content = "params_lr,value\n0.1,0.5\n0.1,0.5\n0.2,0.4\n"
        #expect(try load(content).newTrials == 3)
        #expect(try load(content).newTrials == 0)
        #expect(try load(content + "0.1,0.5\n").newTrials == 1)
    }

    @Test("Another objective under the same name is refused, and nothing changes")
    func otherObjective() throws {
        try load("params_lr,value\n0.1,0.5\n0.2,0.4\n")
        var options = ImportOptions()
        options.columns.objective = Objective(.maximize, "value")
        let error = #expect(throws: TrialDatabaseError.self) {
            try DatabaseFixtures.withFile("g.csv", "params_lr,value\n0.1,0.5\n0.2,0.4\n") {
                try database.importFile($0, options: options)
            }
        }
        #expect(error?.kind == .conflict)
        #expect(error?.remedy?.contains("--source") == true)
    }
}
