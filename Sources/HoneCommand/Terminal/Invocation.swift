import HoneBase

/// Commands of this tool as the user can type them here: with the path that was used to start it and the store in use.
struct Invocation {
    /// `hone`, or `.build/release/hone` where that was typed.
    var program: String
    /// The store's option, where the default would miss it.
    var storeOption: [String]

    init(storeOption: [String] = []) {
        program = CommandLine.arguments.first ?? "hone"
        self.storeOption = storeOption
    }

    /// `hone show digits-mlp --trial 31`, quoted for a shell.
    func text(_ arguments: String...) -> String { text(arguments) }

    /// The same of a list.
    func text(_ arguments: [String]) -> String { ShellText.command([program] + arguments + storeOption) }

    /// How a study goes on that has so many finished trials: to the number that was asked for if it has not come so far (the
    /// store knows it), else to twice as many, at least ten more.
    func goingOn(with study: String, after finished: Int, of target: Int?) -> String {
        if let target, finished < target { return text("run", "--resume", study) }
        return text("run", "--resume", study, "-n", String(finished + max(10, finished)))
    }
}
