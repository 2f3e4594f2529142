import ArgumentParser
import Foundation
import Hone
import HoneCore

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the studies in the store.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let studies: [StudyOverview]
        do {
            studies = try await common.existingStore().studies()
        } catch StoreError.missing {
            studies = []
        }
        guard !common.json else {
            for overview in studies { try Console.json(StudyRecord(overview)) }
            return
        }
        guard !studies.isEmpty else {
            Console.note(
                "\(common.storePath): no studies yet. Start one:\n  \(common.invocation.text("run")) -n 20 --minimize loss -p lr=1e-5:1e-1:log -- python train.py"
            )
            return
        }
        var table = TextTable([
            .init("study", .left), .init("objective", .left), .init("trials"),
            .init("complete", isOptional: true), .init("failed", isOptional: true), .init("best"),
            .init("changed", .left, isOptional: true), .init("", .left),
        ])
        let now = Date().timeIntervalSince1970
        for overview in studies {
            let objective = overview.study.description.objective
            table.add([
                overview.study.name, "\(objective.direction.rawValue) \(objective.metric)",
                String(overview.counts.values.reduce(0, +)), String(overview.counts[.complete] ?? 0),
                String(overview.counts[.failed] ?? 0), overview.best?.value?.metricText ?? "-",
                (now - overview.changedAt).agoText, overview.owner.map { "running: process \($0.process.pid)" } ?? "",
            ])
        }
        let width = Terminal.current.isInteractive ? Terminal.current.width : nil
        for line in table.narrowed(to: width).table.lines(width: width) { Console.line(line) }
    }
}

/// A study as `hone list --json` prints it.
struct StudyRecord: Encodable {
    struct Best: Encodable {
        var trial: Int
        var value: Double?
        var configuration: Configuration
    }

    var study: String
    var objectives: [Objective]
    var optimizer: String
    var trials: [String: Int]
    var best: Best?
    var version: Int
    var created: Double
    var changed: Double
    /// Process that runs the study now.
    var process: Int32?

    init(_ overview: StudyOverview) {
        study = overview.study.name
        objectives = overview.study.description.objectives
        optimizer = overview.study.description.optimizer.effectiveName
        trials = Dictionary(
            overview.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
        best = overview.best.map { Best(trial: $0.number, value: $0.value, configuration: $0.configuration) }
        version = overview.study.version
        created = overview.study.createdAt
        changed = overview.changedAt
        process = overview.owner?.process.pid
    }
}

extension Double {
    /// Seconds since something happened, in words: `3 min ago`.
    var agoText: String {
        switch self {
        case ..<60: "just now"
        case ..<3600: "\(Int(self / 60)) min ago"
        case ..<86400: "\(Int(self / 3600)) h ago"
        default: "\(Int(self / 86400)) d ago"
        }
    }
}
