import HoneBase
import HoneCore

/// What an option of a help text becomes: a parameter, or one that is left out for a reason.
enum OptionReading: Sendable, Hashable {
    case parameter(DescribedParameter)
    case omitted(String)

    init(_ option: HelpOption) {
        let words = OptionWords(option.bareName)
        let values = OptionValues(option)
        if let reason = words.omission {
            self = .omitted(reason)
        } else if let reason = Self.placeReason(option, values) {
            self = .omitted(reason)
        } else if !option.takesValue {
            self = Self.toggle(option, values)
        } else if values.kind == .list {
            self = .omitted("several values in one option")
        } else if let domain = Self.choices(values) {
            self = Self.made(option, values, domain: domain, guess: nil)
        } else if values.kind != .text, values.standard == nil, values.low == nil, values.high == nil {
            self = Self.usual(option, values, words)
        } else if values.kind == .text {
            self = .omitted("any text; give it choices to search it")
        } else {
            self = Self.number(option, values, words)
        }
    }

    /// A value of which only the name is known, and perhaps whether it is whole.
    private static func usual(_ option: HelpOption, _ values: OptionValues, _ words: OptionWords) -> OptionReading {
        guard let domain = UsualRange.domain(for: words),
            values.kind == nil || (values.kind == .whole) == (domain.kind == .int)
        else {
            let isNumber = values.kind != nil
            return .omitted(isNumber ? "a number without a default or a range" : "nothing says what its values are")
        }
        return made(option, values, domain: domain, guess: "the range is a guess by the name")
    }

    private static func placeReason(_ option: HelpOption, _ values: OptionValues) -> String? {
        let type = OptionWords(option.valueName ?? "")
        if values.choices.isEmpty,
            type.hasAny(of: ["path", "file", "filename", "dir", "directory", "folder", "url", "uri"])
        {
            return OptionWords.isPlace
        }
        guard values.choices.isEmpty, let standard = values.standard, Double(decimal: standard) == nil else {
            return nil
        }
        let isPath = standard.contains("/") || standard.contains("\\") || standard.contains(#/\.[a-zA-Z]\w{0,4}$/#)
        return isPath ? OptionWords.isPlace : nil
    }

    private static func number(_ option: HelpOption, _ values: OptionValues, _ words: OptionWords) -> OptionReading {
        let standard = values.standard.flatMap { Double(decimal: $0) }
        let isWhole = values.kind == .whole
        let guess = RangeGuess(
            words: words, isWhole: isWhole, standard: standard, low: values.low, high: values.high)
        guard let (domain, note) = guess.domain else {
            return .omitted(
                standard.map { "its default, \($0.shortestRangeText), probably stands for none" }
                    ?? "a number without a default or a range")
        }
        return made(option, values, domain: domain, guess: note)
    }

    /// A list of numbers in steps of one is a range; other numbers have an order.
    private static func choices(_ values: OptionValues) -> Domain? {
        var choices = values.choices
        if choices.count < 2 {
            guard let standard = values.standard, ["true", "false"].contains(standard.lowercased()) else { return nil }
            choices = standard.first?.isUppercase == true ? ["True", "False"] : ["true", "false"]
        }
        let whole = choices.compactMap { Int(decimal: $0) }.sorted()
        if whole.count == choices.count, let low = whole.first, let high = whole.last {
            if whole.count > 2, high - low == whole.count - 1 {
                return .int(low: low, high: high, scale: .linear, step: nil)
            }
            return .ordinal(whole.map(ParameterValue.int), scale: nil)
        }
        let numbers = choices.compactMap { Double(decimal: $0) }.sorted()
        if numbers.count == choices.count { return .ordinal(numbers.map(ParameterValue.float), scale: nil) }
        return .categorical(choices.map(ParameterValue.string))
    }

    private static func toggle(_ option: HelpOption, _ values: OptionValues) -> OptionReading {
        let standard: Bool? =
            switch values.standard?.lowercased() {
            case "true", "on", "yes", "1": true
            case "false", "off", "no", "0": false
            case let text? where option.names.contains { $0.drop { $0 == "-" } == text }: true
            case let text? where option.negatives.contains { $0.drop { $0 == "-" } == text }: false
            default: option.negatives.isEmpty ? false : nil
            }
        // Without a way to turn it off, it is off where nobody turns it on.
        guard standard != true || !option.negatives.isEmpty else {
            return .omitted("it is on, and no option turns it off")
        }
        let off = standard == false ? nil : option.negatives.first
        let on = standard == true ? nil : option.name
        return made(
            option, values, domain: .categorical([.bool(false), .bool(true)]), guess: nil,
            standard: standard.map(ParameterValue.bool),
            passing: .toggled(on: on, off: off))
    }

    private static func made(
        _ option: HelpOption, _ values: OptionValues, domain: Domain, guess: String?, standard: ParameterValue? = nil,
        passing: DescribedParameter.Passing? = nil
    ) -> OptionReading {
        let written = values.standard.flatMap { text in
            domain.canonical(.string(text)) ?? domain.canonical(ParameterValue(parsing: text))
                ?? domain.choices?.first { $0.description.lowercased() == text.lowercased() }
        }
        let meaning = PrintableText.line(values.description).shortened(to: 200)
        let parameter = Parameter(
            option.bareName, domain, default: standard ?? written, meaning: meaning.isEmpty ? nil : meaning)
        let usual: DescribedParameter.Passing =
            option.name.hasPrefix("--")
            ? .appended : option.bareName.count > 1 ? .joined(option.name) : .separate(option.name)
        return .parameter(DescribedParameter(parameter: parameter, passing: passing ?? usual, guess: guess))
    }
}
