import Foundation
import Hone
import HoneCore
import Testing

/// The files of `Data/`, which ship with Hone.
@Suite struct StarterDatabaseTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Data")

    private func database() throws -> TrialDatabase {
        let database = try TrialDatabase.inMemory()
        for file in ["tabular-trials.jsonl", "table-rows-draw-0.jsonl"] {
            try database.importFile(Self.folder.appendingPathComponent(file).path)
        }
        return database
    }

    @Test func theStarterDatabaseIsWhole() throws {
        let statistics = try database().statistics()
        #expect(statistics.trials == 5532)
        #expect(statistics.tasks.count == 50)
        #expect(statistics.families == ["hpobench", "hpolib", "lr", "mlp", "nasbench201", "rf", "svm", "xgb"])
        #expect(statistics.tasks.allSatisfy { $0.complete == $0.trials })
    }

    @Test func itHoldsNothingThatIsKeptForTestsAndTheDemonstration() throws {
        let snapshot = try database().snapshot()
        let kept = [
            "wdbc", "sonar", "chess", "heart", "bands", "magic", "led7digit", "digits", "optdigits", "breast_cancer",
        ]
        for dataset in kept { #expect(!snapshot.saw(dataset: dataset)) }
        #expect(snapshot.saw(dataset: "credit_g"))
    }

    @Test func everyFoldOfTheTablesCanBeLeftOut() throws {
        let database = try database()
        let splits = try TableSplits(
            path: Self.folder.deletingLastPathComponent().appendingPathComponent("Benchmarks/yardstick/splits.json")
                .path)
        let all = try database.snapshot().entries.count
        for fold in splits.folds.indices {
            let snapshot = try database.snapshot(leavingOut: splits.leaveOuts(ofFold: fold))
            for table in splits.folds[fold] {
                #expect(!snapshot.saw(dataset: String(table.split(separator: "/")[1])))
            }
            #expect(snapshot.entries.count < all)
        }
        // vehicle and australian are tables and datasets of all five families of trials.
        let second = try database.snapshot(leavingOut: splits.leaveOuts(ofFold: 1))
        #expect(second.entries.count == 50 - 4 - 10)
    }

    @Test func itsTableRowsAreThoseOfTheFirstDraw() throws {
        let database = try database()
        let hash = try database.snapshot().hash
        let splits = try TableSplits(
            path: Self.folder.deletingLastPathComponent().appendingPathComponent("Benchmarks/yardstick/splits.json")
                .path)
        let summary = try database.importTable(
            try TableCatalog.open("hpolib/protein_structure"), rows: splits.draws[0]["hpolib/protein_structure"])
        #expect(summary.newTrials == 0 && summary.duplicates == 100)
        #expect(try database.snapshot().hash == hash)
    }
}
