import ArgumentParser
import Hone

/// Where an adapter is trained.
enum FinetunePlace: String, ExpressibleByArgument, CaseIterable {
    /// This machine's processors, by Hone itself.
    case local
    /// A Python environment with transformers and PEFT.
    case peft
    case openai
}

/// Where and within what limits an adapter is trained.
struct FinetunePlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where to train: local, or peft (transformers and PEFT in the Python environment of --python, for GPUs).",
            valueName: "local|peft"))
    var on: FinetunePlace = .local

    @Option(
        help: ArgumentHelp(
            "With local: the memory that the training may take, such as 2G or 1500M. It decides how much is computed at once, and whether blocks are computed again instead of kept.",
            valueName: "size"))
    var memory: String?

    @Option(
        help: ArgumentHelp(
            "With peft: the environment's folder or interpreter. Without it the training is only written down, and collected once it was done elsewhere.",
            valueName: "path"),
        completion: .file())
    var python: String?

    @Option(
        help: ArgumentHelp("With peft: processes that share each step, one a GPU (default: 1).", valueName: "number"))
    var processes: Int?

    @Option(help: ArgumentHelp("With peft: auto, cpu, cuda or mps (default: auto).", valueName: "name"))
    var device: String?

    /// - Throws: `CommandFailure` for options that belong to another place.
    func validated() throws {
        switch on {
        case .openai:
            throw CommandFailure.wrongInput(
                "--on openai: not in this version yet; train here (--on local) or in a Python environment (--on peft)")
        case .local:
            for (name, isGiven) in [
                ("python", python != nil), ("processes", processes != nil), ("device", device != nil),
            ]
            where isGiven {
                throw CommandFailure.wrongInput("--\(name) is for --on peft; add that, or leave --\(name) out")
            }
        case .peft:
            guard memory == nil else {
                throw CommandFailure.wrongInput(
                    "--memory is for --on local; PyTorch cannot be held to a limit: keep fewer layers (--layers) instead"
                )
            }
            guard (1...64).contains(processes ?? 1) else {
                throw CommandFailure.wrongInput("--processes \(processes ?? 0): use 1 to 64")
            }
            guard ["auto", "cpu", "cuda", "mps"].contains(device ?? "auto") else {
                throw CommandFailure.wrongInput("--device \(device ?? ""): use auto, cpu, cuda or mps")
            }
        }
    }

    func memoryLimit() throws -> Int? { try memory.map { try MemorySize(parsing: $0).bytes } }

    var peft: PEFTOptions {
        var options = PEFTOptions(python: python)
        options.processes = processes ?? 1
        options.device = device ?? "auto"
        return options
    }
}
