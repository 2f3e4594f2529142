import Foundation
import Hone
import HoneCore

/// An adapter as `hone model list` and `hone model info` print it.
struct AdapterRecord: Encodable {
    var adapter: String
    var folder: String
    var baseModel: String
    var trials: Int
    var datasets: [String]
    var families: [String]
    var leftOut: [String]
    var steps: Int
    var tokens: Int
    var snapshot: String

    init(folder: URL) throws {
        let record = try FineTuningRecord(contentsOf: folder)
        adapter = folder.lastPathComponent
        self.folder = folder.path
        baseModel = record.baseModel
        trials = record.trials
        datasets = record.datasets.map(\.name).sorted()
        families = Set(record.families.map(\.family)).sorted()
        leftOut = record.leftOut
        steps = record.stepsDone
        tokens = record.tokens
        snapshot = record.snapshotHash
    }

    /// Those in `HONE_HOME`; a damaged one is left out here, and named by whoever needs it.
    static var installed: [AdapterRecord] {
        let library = AdapterLibrary.standard
        return library.names.compactMap { library.locate($0).flatMap { try? AdapterRecord(folder: $0) } }
    }

    /// A table of all of them.
    static var lines: [String] {
        let all = installed
        guard !all.isEmpty else { return ["", "no adapters yet; make setup brings the one that ships with Hone"] }
        var table = TextTable([
            .init("adapter", .left), .init("base", .left), .init("trials"), .init("datasets"), .init("left out", .left),
            .init("folder", .left),
        ])
        for record in all {
            table.add([
                record.adapter, record.baseModel, String(record.trials), String(record.datasets.count),
                record.leftOut.isEmpty ? "-" : record.leftOut.joined(separator: ", ").shortened(to: 40), record.folder,
            ])
        }
        return [""] + table.lines()
    }

    var lines: [String] {
        [
            folder, "base      \(baseModel)", "trained   \(steps) steps, \(tokens) tokens",
            "saw       \(trials) trials of \(datasets.count) datasets, database \(snapshot.prefix(8))",
            "families  \(families.joined(separator: ", "))", "datasets  \(datasets.joined(separator: ", "))",
            "left out  \(leftOut.isEmpty ? "nothing" : leftOut.joined(separator: ", "))",
        ]
    }
}
