/// What the words of an option's name say of it.
struct OptionWords: Sendable, Hashable {
    /// In small letters: `max`, `iter` of `--max_iter`, `batch`, `size` of `--batchSize`.
    let words: [String]

    init(_ name: String) {
        var words: [String] = []
        var wasSmall = false
        for character in name {
            guard character.isLetter || character.isNumber else {
                wasSmall = false
                words.append("")
                continue
            }
            if words.isEmpty || (wasSmall && character.isUppercase) { words.append("") }
            words[words.count - 1] += character.lowercased()
            wasSmall = character.isLowercase
        }
        self.words = words.filter { !$0.isEmpty }
    }

    func hasAny(of known: Set<String>) -> Bool { words.contains(where: known.contains) }

    func hasAll(of known: String...) -> Bool { known.allSatisfy(words.contains) }

    /// Why an option of such a name is not for searching; nil if it may be.
    var omission: String? {
        if words.contains(where: { $0.hasPrefix("help") }) || words == ["version"] || words == ["h"] {
            return "it shows something and ends"
        }
        if words.allSatisfy({ Int($0) != nil }) { return "its name is a number" }
        if hasAny(of: Self.places) || (words.count == 1 && hasAny(of: Self.placesAlone)) { return Self.isPlace }
        if hasAny(of: Self.housekeeping) || (words.count == 1 && hasAny(of: Self.housekeepingAlone))
            || hasAll(of: "random", "state")
            || hasAll(of: "n", "jobs")
        {
            return "how it runs, not what it finds"
        }
        if let last = words.last, Self.durations.contains(last), words.dropLast().allSatisfy(Self.amounts.contains) {
            return "how long it runs: a budget, not a choice"
        }
        return nil
    }

    static let isPlace = "a file, a folder or an address"

    private static let places: Set<String> = [
        "checkpoint", "checkpoints", "ckpt", "cfg", "config", "dir", "directory", "dirs", "entity", "file", "filename",
        "files",
        "folder", "host", "infile", "load", "logdir", "outfile", "output", "outdir", "password", "path", "paths",
        "port", "project",
        "resume", "save", "token", "uri", "url", "username", "wandb",
    ]
    private static let placesAlone: Set<String> = [
        "cache", "data", "dataset", "datasets", "input", "out", "pretrained", "root", "train", "valid", "validation",
        "weights",
    ]
    private static let housekeeping: Set<String> = [
        "amp", "backend", "benchmark", "bf16", "color", "colors", "colour", "compile", "cpu", "cpus", "cuda", "ddp",
        "debug",
        "deterministic",
        "device", "devices", "distributed", "dry", "eval", "evaluate", "every", "experiment", "fp16", "gpu", "gpus",
        "interval",
        "jit", "jobs", "license", "log", "logger", "logging", "mps", "njobs", "nodes", "notes", "nproc", "overwrite",
        "plot", "print",
        "profile", "profiler", "progress", "quiet", "rank", "render", "seed", "silent", "stdout", "tag", "tags",
        "tensorboard",
        "test", "tf32", "threads", "timeout", "tpu", "verbose", "verbosity", "visualize", "workers", "world",
    ]
    private static let housekeepingAlone: Set<String> = [
        "check", "force", "id", "interactive", "j", "json", "keep", "list", "name", "parallel", "q", "recursive", "v",
        "yes",
    ]
    private static let durations: Set<String> = [
        "budget", "duration", "epoch", "epochs", "iter", "iteration", "iterations", "iters", "step", "steps",
        "timesteps", "trials",
    ]
    private static let amounts: Set<String> = [
        "max", "maximum", "n", "num", "number", "of", "total", "train", "training",
    ]
}
