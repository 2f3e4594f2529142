import ArgumentParser
import Foundation
import Hone
import HoneCore

struct DatabaseStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Say what is in the trial database.",
        discussion: """
            Your own tasks come first, one a line; what others tried is summed up by program (--all: one line a task).
            """)

    @Flag(help: "Other people's tasks one by one too.")
    var all = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var leaving: LeaveOutOptions
    @OptionGroup var common: CommonOptions

    /// Programs of others that are listed before the rest is only counted.
    private static let mostPrograms = 20

    func run() async throws {
        let trials = try database.existing()
        let leaveOuts = try leaving.parsed()
        let statistics = try trials.statistics(leavingOut: leaveOuts)
        guard !common.json else { return try Console.json(statistics) }
        let own = statistics.tasks.filter(\.isOwn)
        let others = statistics.tasks.filter { !$0.isOwn }
        for line in Self.table(own, heading: "own task") { Console.line(line) }
        if !own.isEmpty, !others.isEmpty { Console.line("") }
        for line in all ? Self.table(others, heading: "other people's task") : Self.programs(others) {
            Console.line(line)
        }
        if !statistics.tasks.isEmpty { Console.line("") }
        for leaveOut in leaveOuts { Console.line(try Self.leftOut(leaveOut, of: trials)) }
        Console.line(Self.total(statistics, own: own, path: database.path))
        if let task = own.first(where: \.isFamilyStudyName) {
            Console.note(
                "The family of \(task.name) is the study's name: set task.model in its description, and studies of the same program learn from each other."
            )
        }
        if own.isEmpty {
            Console.note("None of the trials are your own yet: hone db import --study NAME, or hone db import FILE.")
        }
    }

    private static func total(
        _ statistics: DatabaseStatistics, own: [DatabaseStatistics.Task], path: String
    ) -> String {
        let families = statistics.families.count
        let mine = own.reduce(0) { $0 + $1.trials }
        let share = mine > 0 ? " (\(mine.grouped) your own)" : ""
        return
            "\(statistics.trials.grouped) trials\(share) in \(statistics.tasks.count.grouped) tasks: \(statistics.datasets) datasets, \(families) famil\(families == 1 ? "y" : "ies")\ndatabase \(statistics.hash.prefix(8)): \(path)"
    }

    private static func leftOut(_ leaveOut: LeaveOut, of trials: TrialDatabase) throws -> String {
        let taken = try trials.leftOut(by: [leaveOut])
        let names = Set(taken.map { "\($0.task.family)/\($0.task.task.dataset ?? "unnamed")" }).sorted()
        let count = taken.reduce(0) { $0 + $1.trials }
        return
            "left out: \(leaveOut) (\(count.grouped) trials\(names.isEmpty ? "" : ": \(names.joined(separator: ", "))"))"
    }

    private static func table(_ tasks: [DatabaseStatistics.Task], heading: String) -> [String] {
        guard !tasks.isEmpty else { return [] }
        var table = TextTable([
            .init(heading, .left), .init("family", .left), .init("parameters"), .init("trials"), .init("complete"),
            .init("best"), .init("metric", .left),
        ])
        for task in tasks {
            table.add([
                task.name, task.family, String(task.parameters), task.trials.grouped, task.complete.grouped,
                task.best?.metricText ?? "-", task.metric,
            ])
        }
        return table.lines()
    }

    /// One line a family, the one with most trials first.
    private static func programs(_ tasks: [DatabaseStatistics.Task]) -> [String] {
        guard !tasks.isEmpty else { return [] }
        var table = TextTable([
            .init("other people's program", .left), .init("tasks"), .init("datasets"), .init("trials"),
            .init("complete"),
        ])
        let families = Dictionary(grouping: tasks, by: \.family).sorted { a, b in
            let (first, second) = (a.value.reduce(0) { $0 + $1.trials }, b.value.reduce(0) { $0 + $1.trials })
            return first == second ? a.key < b.key : first > second
        }
        for (family, tasks) in families.prefix(mostPrograms) {
            table.add([
                family, tasks.count.grouped, Set(tasks.compactMap(\.dataset)).count.grouped,
                tasks.reduce(0) { $0 + $1.trials }.grouped, tasks.reduce(0) { $0 + $1.complete }.grouped,
            ])
        }
        let rest = families.dropFirst(mostPrograms)
        guard !rest.isEmpty else { return table.lines() }
        let count = rest.reduce(0) { $0 + $1.value.reduce(0) { $0 + $1.trials } }
        return table.lines() + ["and \(rest.count.grouped) more with \(count.grouped) trials (--all lists every task)"]
    }
}
