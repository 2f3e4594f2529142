import ArgumentParser

/// The command-line tool `hone`.
@main
struct HoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hone", abstract: "Hyperparameter optimisation with language models.")
}
