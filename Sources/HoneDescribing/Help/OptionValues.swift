import HoneCore

/// What a help text lets one tell of an option's values.
struct OptionValues: Sendable, Hashable {
    /// The kinds of values that names of types and defaults tell apart.
    enum Kind: Sendable, Hashable {
        case whole
        case real
        case text
        /// Several values in one option.
        case list
    }

    /// An end of a range.
    struct End: Sendable, Hashable {
        var number: Double
        /// Whether the number itself is no value.
        var isOpen = false
    }

    /// As the text writes it, without quotes; nil where there is none, or where it is none or empty.
    var standard: String?
    /// In the order of the text; empty where none are listed.
    var choices: [String] = []
    var low: End?
    var high: End?
    /// Nil where nothing tells.
    var kind: Kind?
    /// The description without what was read from it.
    var description: String

    init(_ option: HelpOption) {
        let valueName = option.valueName ?? ""
        var text = option.description
        standard = DefaultText.take(from: &text)
        choices = ChoiceText.choices(inValueName: valueName)
        if choices.isEmpty, option.takesValue { choices = ChoiceText.choices(inDescription: text, standard: standard) }
        let range = RangeText.range(in: valueName + "\n" + option.description)
        low = range.low
        high = range.high
        kind = TypeText.kind(valueName: valueName, description: option.description, standard: standard)
        description = RangeText.removing(from: text)
    }
}
