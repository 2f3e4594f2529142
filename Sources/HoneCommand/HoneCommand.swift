import ArgumentParser
import HoneBase

/// The command-line tool `hone`: the table of its commands. A command joins the table when it works, never before.
struct HoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hone",
        abstract: "Tune any program with the help of a small language model that has seen past trials.",
        discussion: """
            Start here:
              hone run -n 20 --minimize loss -p lr=1e-5:1e-1:log -p layers=1:8 -- python train.py

            The program reads --lr=VALUE and --layers=VALUE and prints a line such as "loss: 0.31".
            """,
        version: HoneVersion.number,
        groupedSubcommands: [
            CommandGroup(
                name: "Run",
                subcommands: [
                    RunCommand.self, DescribeCommand.self, CheckCommand.self, AskCommand.self, ReportCommand.self,
                    TellCommand.self, ServeCommand.self, WorkCommand.self,
                ]),
            CommandGroup(
                name: "Look",
                subcommands: [
                    ListCommand.self, ShowCommand.self, BestCommand.self, ExportCommand.self, DeleteCommand.self,
                ]),
            CommandGroup(
                name: "Learn",
                subcommands: [
                    LearnCommand.self, DatabaseCommand.self, FinetuneCommand.self, PredictCommand.self,
                    ModelCommand.self,
                    BenchCommand.self,
                ]),
        ])
}
