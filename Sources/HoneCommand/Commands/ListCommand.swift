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
            studies = try await common.readableStore().studies()
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
            table.add([
                overview.study.name, overview.study.description.goalText,
                String(overview.counts.values.reduce(0, +)), String(overview.counts[.complete] ?? 0),
                String(overview.counts[.failed] ?? 0), overview.best?.value?.metricText ?? "-",
                (now - overview.changedAt).agoText, overview.owner.map { "running: process \($0.process.pid)" } ?? "",
            ])
        }
        let width = Terminal.current.isInteractive ? Terminal.current.width : nil
        for line in table.narrowed(to: width).table.lines(width: width) { Console.line(line) }
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
