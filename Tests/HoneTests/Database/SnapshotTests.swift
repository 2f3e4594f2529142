import Foundation
import Hone
import HoneCore
import Testing

@Suite struct SnapshotTests {
    private func database(_ entries: [PastTrialsSnapshot.Entry]) throws -> TrialDatabase {
        let database = try TrialDatabase.inMemory()
        try database.add(entries)
        return database
    }

    private func tasks(_ snapshot: PastTrialsSnapshot) -> [String] { snapshot.entries.map(\.task.id) }

    @Test func theHashDoesNotDependOnTheOrderOfImports() throws {
        let first = try DatabaseFixtures.entry(dataset: "iris")
        let second = try DatabaseFixtures.entry(dataset: "wine")
        var turned = first
        turned.trials.reverse()
        let hash = try database([first, second]).snapshot().hash
        #expect(try database([second, turned]).snapshot().hash == hash)
        #expect(hash.count == 64)
    }

    @Test func theHashChangesWithAnyValue() throws {
        let entry = try DatabaseFixtures.entry(dataset: "iris")
        let hash = try database([entry]).snapshot().hash
        var value = entry
        value.trials[1].value = 0.4.nextUp
        var name = entry
        name.task.task.dataset = "irises"
        var space = entry
        space.task.space = try SearchSpace(
            [Parameter("lr", .float(low: 1e-4, high: 2, scale: .log, step: nil), default: 0.01)]
                + entry.task.space.parameters.dropFirst())
        for changed in [value, name, space] { #expect(try database([changed]).snapshot().hash != hash) }
    }

    @Test func wordsForAParameterAreImportedAnewAndCountInTheHashOnlyWhereTheyStand() throws {
        let plain = try DatabaseFixtures.entry(dataset: "a")
        let parameters = plain.task.space.parameters
        func described(_ words: String) throws -> PastTrialsSnapshot.Entry {
            var entry = plain
            entry.task.space = try SearchSpace([parameters[0].describe(words)] + parameters.dropFirst())
            return entry
        }
        let database = try database([plain])
        let before = try database.snapshot()
        for words in ["step size", "another"] {
            let summary = try database.add([try described(words)])
            #expect((summary.newTrials, summary.newTasks) == (0, 0))
            #expect(try database.snapshot().entries[0].task.space.parameters[0].meaning == words)
        }
        let after = try database.snapshot()
        #expect(after.hash != before.hash)
        #expect(after.hash == (try self.database([try described("another")]).snapshot().hash))
    }

    @Test func leavingOutADatasetLeavesOutAllItsNamesAndSources() throws {
        let database = try database([
            try DatabaseFixtures.entry(dataset: "german"),
            try DatabaseFixtures.entry(family: "hpobench", dataset: "credit_g", source: "tables"),
            try DatabaseFixtures.entry(dataset: "iris"),
        ])
        for name in ["german", "credit-g", "Credit_G", "hpobench/credit_g"] {
            #expect(tasks(try database.snapshot(leavingOut: [.dataset(name)])) == ["test/mlp/iris"])
        }
        #expect(try database.leftOut(by: [.dataset("german")]).map(\.trials) == [3, 3])
    }

    @Test func aPartOfADatasetIsThatDataset() throws {
        let database = try database([try DatabaseFixtures.entry(dataset: "optdigits")])
        #expect(try database.snapshot(leavingOut: [.dataset("digits")]).entries.isEmpty)
        #expect(try database.snapshot().saw(dataset: "digits"))
    }

    @Test func equalFingerprintsAreOneDatasetWhateverTheirNames() throws {
        let database = try database([
            try DatabaseFixtures.entry(dataset: "mine", fingerprint: "f1"),
            try DatabaseFixtures.entry(dataset: "yours", fingerprint: "f1"),
            try DatabaseFixtures.entry(family: "svm", dataset: "yours", fingerprint: "f2"),
            try DatabaseFixtures.entry(dataset: "theirs", fingerprint: "f2"),
            try DatabaseFixtures.entry(dataset: "other", fingerprint: "f3"),
        ])
        #expect(tasks(try database.snapshot(leavingOut: [.dataset("mine")])) == ["test/mlp/other"])
        #expect(tasks(try database.snapshot(leavingOut: [.fingerprint("f3")])).count == 4)
    }

    @Test func aTaskWithoutADatasetGoesWithAnyLeftOutDataset() throws {
        let database = try database([
            try DatabaseFixtures.entry(dataset: nil), try DatabaseFixtures.entry(dataset: "iris"),
        ])
        #expect(tasks(try database.snapshot(leavingOut: [.dataset("wine")])) == ["test/mlp/iris"])
        #expect(try database.snapshot(leavingOut: [.family("svm")]).entries.count == 2)
    }

    @Test func leavingOutAFamilyLeavesOutItsSiblings() throws {
        let database = try database([
            try DatabaseFixtures.entry(family: "mlp", dataset: "a"),
            try DatabaseFixtures.entry(family: "hpobench", dataset: "b"),
            try DatabaseFixtures.entry(family: "hpolib", dataset: "c"),
            try DatabaseFixtures.entry(family: "svm", dataset: "d"),
        ])
        let rest = ["test/hpolib/c", "test/svm/d"]
        #expect(tasks(try database.snapshot(leavingOut: [.family("mlp")])) == rest)
        #expect(tasks(try database.snapshot(leavingOut: [.family("hpobench")])) == rest)
        #expect(tasks(try database.snapshot(leavingOut: [.family("svm")])).count == 3)
    }

    @Test func addedAliasesHoldForLaterSnapshots() throws {
        let database = try database([try DatabaseFixtures.entry(dataset: "kredit")])
        #expect(try database.snapshot(leavingOut: [.dataset("german")]).entries.count == 1)
        try database.addAliases(["german", "Kredit"])
        #expect(try database.snapshot(leavingOut: [.dataset("credit_g")]).entries.isEmpty)
    }

    @Test func aSnapshotSaysWhatWasLeftOut() throws {
        let snapshot = try database([]).snapshot(leavingOut: [.family("svm"), .dataset("iris")])
        #expect(snapshot.leftOut == ["dataset:iris", "family:svm"])
    }

    @Test func leaveOutsAreReadFromText() throws {
        #expect(try LeaveOut(parsing: "dataset:vehicle") == .dataset("vehicle"))
        #expect(try LeaveOut(parsing: "family:mlp") == .family("mlp"))
        for wrong in ["vehicle", "dataset:", "datasets:vehicle"] {
            #expect(throws: LeaveOutError.self) { try LeaveOut(parsing: wrong) }
        }
    }

    @Test func aFingerprintDependsOnTheRowsAlone() {
        let rows = [["1", "red"], ["2.50", "blue"]]
        let same = [["blue", "2.5"], [" red", "1.0"]]
        #expect(DatasetFingerprint.of(rows) == DatasetFingerprint.of(same))
        #expect(DatasetFingerprint.of(rows) != DatasetFingerprint.of([["1", "red"], ["2.6", "blue"]]))
        #expect(DatasetFingerprint.of(rows) != DatasetFingerprint.of(rows + rows))
    }
}
