import Foundation
import HoneCore

/// Fixed folds, default rows and database draws of the benchmark tables (`Benchmarks/yardstick/splits.json`), so that
/// every method sees the same past.
package struct TableSplits: Sendable, Decodable {
    /// For each fold the tables that it leaves out: `hpobench/car`.
    package var folds: [[String]]
    /// Each table's default configuration as a row.
    package var defaults: [String: Int]
    /// For each draw the rows of each table that a database of that draw holds.
    package var draws: [[String: [Int]]]

    package init(path: String) throws(TrialDatabaseError) {
        do {
            self = try JSONDecoder().decode(
                TableSplits.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "it is no list of splits: \(error.localizedDescription)",
                remedy: "name Hone's Benchmarks/yardstick/splits.json with --splits")
        }
    }

    /// The fold that leaves the table out.
    package func fold(of table: String) -> Int? { folds.firstIndex { $0.contains(table) } }

    /// What a snapshot for a task of the fold must leave out.
    package func leaveOuts(ofFold fold: Int) -> [LeaveOut] {
        folds[fold].map { LeaveOut.dataset($0.split(separator: "/").last.map(String.init) ?? $0) }
    }
}
