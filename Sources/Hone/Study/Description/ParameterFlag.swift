import HoneCore

/// A parameter as `-p NAME=VALUES` writes it.
///
/// Read in this order: suffixes from the right (`:log`, `:int`, `:float`, `:step=S`, `:ordinal`, `:permutation`, `:fixed`, `:default=V`,
/// `:describe=TEXT`); a comma at the top level makes choices; exactly two numbers `LOW:HIGH` make a range, of ints if both are written as
/// integers; anything else is one fixed value. `"..."` keeps commas and colons (`\"` and `\\` inside stand for themselves).
public struct ParameterFlag: Sendable {
    /// The parameter that the flag describes.
    public let parameter: Parameter
    /// `-p lr=0:1:log`, for messages.
    public let place: String
    /// Something that is allowed but looks like a slip.
    public let remark: String?

    static let prefix = "-p "

    /// - Parameter text: what follows `-p`.
    /// - Throws: `DescriptionError` that quotes the flag. Ranges are checked later, with the whole space.
    public init(parsing text: String) throws(DescriptionError) {
        let place = Self.prefix + text.shortened(to: 120)
        guard let equals = text.firstIndex(of: "=") else {
            throw DescriptionError(
                place, "the values are missing; write NAME=VALUES, such as lr=1e-5:1e-1:log or opt=adam,sgd")
        }
        let name = String(text[..<equals])
        let written = String(text[text.index(after: equals)...])
        guard !name.isEmpty else { throw DescriptionError(place, "the name is missing; write NAME=VALUES") }
        guard !written.allSatisfy(\.isWhitespace) else {
            throw DescriptionError(place, "\(name) has no values; write \(name)=\"\" (in quotes) for an empty text")
        }
        var segments = try QuotedText.split(written, at: ":", place: place)
        let suffixes = try ParameterSuffixes(takingFrom: &segments, place: place)
        var reading = Reading(name: name, segments: segments, suffixes: suffixes, place: place)
        let domain = try reading.domain()
        var defaultValue: ParameterValue?
        if let given = suffixes.defaultValue {
            if case .fixed = domain {
                throw DescriptionError(place, "a fixed value needs no default; drop :default=\(given.raw)")
            }
            let value = try given.value(place: place)
            guard let canonical = domain.canonical(value) else {
                throw DescriptionError(place, "its default \(value) is not one of its values: \(domain)")
            }
            defaultValue = canonical
        }
        parameter = Parameter(name, domain, default: defaultValue, meaning: suffixes.meaning)
        self.place = place
        remark = reading.remark
    }
}

extension ParameterFlag {
    /// Steps 2 to 4: what is left when the suffixes are gone.
    private struct Reading {
        let name: String
        let segments: [QuotedText]
        let suffixes: ParameterSuffixes
        let place: String
        var remark: String?

        init(name: String, segments: [QuotedText], suffixes: ParameterSuffixes, place: String) {
            self.name = name
            self.segments = segments
            self.suffixes = suffixes
            self.place = place
        }

        mutating func domain() throws(DescriptionError) -> Domain {
            if suffixes.isFixed {
                try refuseRangeSuffixes("a fixed value")
                return .fixed(try numeric(try joined().value(place: place)))
            }
            let items = try joined().split(at: ",", place: place)
            try ForeignNotation.check(joined(), items: items, name: name, place: place)
            if items.count > 1 { return try choices(items) }
            if suffixes.isPermutation {
                throw error("a permutation needs its items in a list, such as \(name)=a,b,c:permutation")
            }
            if suffixes.isOrdinal {
                throw error("an ordinal needs its values in a list, such as \(name)=8,16,32:ordinal")
            }
            if segments.count == 2, let low = segments[0].number, let high = segments[1].number {
                return try range(low: low, high: high)
            }
            try refuseRangeSuffixes("one fixed value")
            try refuseMisspeltSuffix(inList: false)
            remark = slip()
            return .fixed(try numeric(try joined().value(place: place)))
        }

        private func joined() -> QuotedText { QuotedText(raw: segments.map(\.raw).joined(separator: ":")) }

        private func error(_ problem: String) -> DescriptionError { DescriptionError(place, problem) }

        private func choices(_ items: [QuotedText]) throws(DescriptionError) -> Domain {
            if suffixes.step != nil { throw error("a list of choices has no step; drop :step") }
            try refuseMisspeltSuffix(inList: true)
            var values: [ParameterValue] = []
            for item in items {
                guard !item.raw.isEmpty else {
                    throw error("there is nothing before or after a comma; write \"\" for an empty text")
                }
                values.append(try numeric(try item.value(place: place)))
            }
            if suffixes.isPermutation {
                if suffixes.isLog { throw error("orders of things have no log scale; drop :log") }
                return .permutation(values)
            }
            if suffixes.isOrdinal { return .ordinal(values, scale: suffixes.isLog ? .log : nil) }
            if suffixes.isLog {
                throw error("a log scale needs a range LOW:HIGH or an :ordinal list of numbers; drop :log")
            }
            return .categorical(values)
        }

        private mutating func range(low: Double, high: Double) throws(DescriptionError) -> Domain {
            let scale: Scale = suffixes.isLog ? .log : .linear
            let asIntegers = Int(decimal: segments[0].raw).flatMap { low in
                Int(decimal: segments[1].raw).map { (low: low, high: $0) }
            }
            if suffixes.type != .float, let asIntegers {
                if suffixes.type == nil, asIntegers == (0, 1) {
                    remark =
                        "\(place): read as the whole numbers 0 and 1; for all numbers between them write \(name)=0.0:1.0 (add :int to say that this is meant)"
                }
                return .int(low: asIntegers.low, high: asIntegers.high, scale: scale, step: try integerStep())
            }
            guard suffixes.type == .int else {
                return .float(low: low, high: high, scale: scale, step: suffixes.step)
            }
            guard let low = Int(exactly: low), let high = Int(exactly: high) else {
                throw error("an int range needs whole numbers at both ends; drop :int or write them so")
            }
            return .int(low: low, high: high, scale: scale, step: try integerStep())
        }

        private func integerStep() throws(DescriptionError) -> Int? {
            guard let step = suffixes.step else { return nil }
            guard let whole = Int(exactly: step) else {
                throw error(
                    "a range of ints needs a whole step, not \(step.shortestRangeText); add :float for a range of floats"
                )
            }
            return whole
        }

        /// Values under `:int` or `:float`.
        private func numeric(_ value: ParameterValue) throws(DescriptionError) -> ParameterValue {
            switch (suffixes.type, value) {
            case (nil, _), (.int, .int), (.float, .float): return value
            case (.float, .int(let integer)): return .float(Double(integer))
            case (.int, .float(let number)):
                if let integer = Int(exactly: number) { return .int(integer) }
            default: break
            }
            throw error(
                "\(value) is not \(suffixes.type == .int ? "a whole number" : "a number"); drop :\(suffixes.type == .int ? "int" : "float")"
            )
        }

        private func refuseRangeSuffixes(_ what: String) throws(DescriptionError) {
            let hint = "; a range is LOW:HIGH with two numbers, a list has commas"
            if suffixes.isLog { throw error("a log scale needs a range, and this is \(what)\(hint)") }
            if suffixes.step != nil { throw error("a step needs a range, and this is \(what)\(hint)") }
            if suffixes.isOrdinal { throw error("an ordinal needs a list, and this is \(what)\(hint)") }
        }

        /// What stands where a suffix should and is none: after a range, or after the last choice if it is nearly one.
        private func refuseMisspeltSuffix(inList isList: Bool) throws(DescriptionError) {
            guard segments.count > 1, let last = segments.last, !last.hasQuotes, last.number == nil else { return }
            let isAfterRange = segments.count > 2 && segments[0].number != nil && segments[1].number != nil
            let word = String(last.raw.prefix { $0 != "=" })
            let looksMisspelt = isAfterRange || (isList && word.count > 2 && !word.contains(where: \.isNumber))
            if looksMisspelt, let near = NearestName.find(word, among: ParameterSuffixes.words) {
                let value = ["step", "default", "describe"].contains(near) ? "=..." : ""
                throw error(
                    ":\(last.raw) is no suffix; did you mean :\(near)\(value)? (a text with colons stands in quotes)")
            }
            if isAfterRange {
                throw error(
                    ":\(last.raw) is no suffix; known: \(ParameterSuffixes.words.map { ":\($0)" }.joined(separator: ", ")) (a text with colons stands in quotes)"
                )
            }
        }

        /// A fixed text that has the look of a range.
        private func slip() -> String? {
            guard segments.count > 1, !joined().hasQuotes, segments.first?.number != nil else { return nil }
            return
                "\(place): read as the fixed text \"\(joined().raw)\"; a range is LOW:HIGH with two numbers (add :fixed to say that this is meant)"
        }
    }
}
