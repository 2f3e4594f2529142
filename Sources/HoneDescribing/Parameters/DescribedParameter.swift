import HoneCore

/// A parameter that was read from an option, and how the program is given its value.
struct DescribedParameter: Sendable, Hashable {
    /// How an option takes a value.
    enum Passing: Sendable, Hashable {
        /// `--lr=0.1`, as Hone appends it by itself.
        case appended
        /// `-lr=0.1`: the name with its dashes.
        case joined(String)
        /// `-n 5`: two arguments.
        case separate(String)
        /// A switch: what turns it on and off; nil where leaving it out does.
        case toggled(on: String?, off: String?)
    }

    var parameter: Parameter
    var passing: Passing
    /// What was guessed, in words; nil where the help text says all.
    var guess: String?

    /// Parameters that a switch needs beside its own: the arguments themselves, each there under one of the two values.
    var companions: [Parameter] {
        guard case .toggled(let on, let off) = passing else { return [] }
        return [(on, true, "on"), (off, false, "off")].compactMap { argument, value, suffix in
            argument.map { argument in
                Parameter(
                    "\(parameter.name).\(suffix)", .fixed(.string(argument)),
                    if: [Condition(parent: parameter.name, values: [.bool(value)])])
            }
        }
    }

    /// The command's arguments for it, with placeholders.
    var arguments: [String] {
        let place = "{\(parameter.name)}"
        return switch passing {
        case .appended: ["--\(parameter.name)=\(place)"]
        case .joined(let name): ["\(name)=\(place)"]
        case .separate(let name): [name, place]
        case .toggled: companions.map { "{\($0.name)}" }
        }
    }
}

/// An option that is not searched, and why.
struct OmittedOption: Sendable, Hashable {
    /// As the help text writes it: `--data-dir PATH`.
    var option: String
    /// In words.
    var reason: String
}
