/// An option as a help text lists it.
struct HelpOption: Sendable, Hashable {
    /// With their dashes, in the order of the text: `-b`, `--batch-size`.
    var names: [String] = []
    /// What turns a switch off: `--no-shuffle`.
    var negatives: [String] = []
    /// What stands for the value: `LR`, `{adam,sgd}`, `<float range> [0<=x<=1]`; nil for none.
    var valueName: String?
    /// Whether a value follows the name.
    var takesValue = false
    /// All that is said of it, on one line.
    var description = ""

    /// The name that is written: the first long one, else the first.
    var name: String { names.first { $0.hasPrefix("--") } ?? names.first ?? "" }

    /// The name without its dashes: `batch-size`.
    var bareName: String { String(name.drop { $0 == "-" }) }
}

/// What a program says of itself.
struct ProgramHelp: Sendable, Hashable {
    /// What it does, in its own words: the first paragraph that is neither usage nor a heading; nil if there is none.
    var summary: String?
    /// In the order of the text; of two with one name the first counts.
    var options: [HelpOption] = []
}
