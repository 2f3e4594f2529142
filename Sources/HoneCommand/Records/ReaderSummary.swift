import Foundation
import Hone
import HoneCore
import HoneFineTuning

/// A reader as `hone model list` and `hone model info` print it.
struct ReaderSummary: Encodable {
    var reader: String
    var folder: String
    var baseModel: String
    var trials: Int
    var tasks: Int
    var programs: Int
    var datasets: [String]
    var leftOut: [String]
    var steps: Int
    var startedFrom: String?
    var snapshot: String
    /// Whether studies use it that name none.
    var isDefault: Bool

    init(folder: URL) throws {
        let record = try ReaderRecord(contentsOf: folder)
        reader = folder.lastPathComponent
        self.folder = folder.path
        baseModel = record.baseModel
        trials = record.trials
        tasks = record.tasks
        programs = record.programs.count
        datasets = record.datasets.map(\.name).sorted()
        leftOut = record.leftOut
        steps = record.steps
        startedFrom = record.startedFrom?.name
        snapshot = record.snapshotHash
        isDefault = ReaderLibrary.standard.locate()?.standardizedFileURL == folder.standardizedFileURL
    }

    /// Those in `HONE_HOME`; a damaged one is left out here, and named by whoever needs it.
    static var installed: [ReaderSummary] {
        let library = ReaderLibrary.standard
        return library.names.compactMap { library.locate($0).flatMap { try? ReaderSummary(folder: $0) } }
    }

    /// A table of all of them.
    static var lines: [String] {
        let all = installed
        guard !all.isEmpty else { return ["", "no readers yet; make setup brings the one that ships with Hone"] }
        var table = TextTable([
            .init("reader", .left), .init("base", .left), .init("trials"), .init("programs"), .init("from", .left),
            .init("in use", .left), .init("folder", .left),
        ])
        for summary in all {
            table.add([
                summary.reader, summary.baseModel, String(summary.trials), String(summary.programs),
                summary.startedFrom ?? "-", summary.isDefault ? "yes" : "", summary.folder,
            ])
        }
        return [""] + table.lines()
    }

    var lines: [String] {
        [
            folder, "base      \(baseModel)",
            "trained   \(steps) steps\(startedFrom.map { ", from \($0)" } ?? "")",
            "saw       \(trials) trials of \(tasks) tasks of \(programs) programs, database \(snapshot.prefix(8))",
            "datasets  \(datasets.joined(separator: ", "))",
            "left out  \(leftOut.isEmpty ? "nothing" : leftOut.joined(separator: ", "))",
        ]
    }
}
