import HoneCore

/// A mixture among `parameters:`: `mix: {type: simplex, parts: [water, oil, salt], total: 1}`.
enum StudyFileMixture {
    static let type = "simplex"
    private static let keys = ["type", "parts", "total", "low", "high", "default", "if", "describe"]
    private static let example = "parts: {water: [0.2, 0.8], oil: [0, 1]}"

    /// - Returns: nil for an entry that is no mixture.
    static func decode(_ entry: YAMLTree.Entry) throws(DescriptionError) -> Mixture? {
        guard case .mapping(let entries) = entry.value.content,
            case .scalar(Self.type, _)? = entries.first(where: { $0.key == "type" })?.value.content
        else { return nil }
        for known in entries where !keys.contains(known.key) {
            throw DescriptionError(
                known.place,
                "\(known.key) is not a key of a \(type) parameter\(NearestName.hint(for: known.key, among: keys))")
        }
        let fields = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        let total = try fields["total"].map { field throws(DescriptionError) in try field.number("total") } ?? 1
        let low = try fields["low"].map { field throws(DescriptionError) in try field.number("low") } ?? 0
        let high = try fields["high"].map { field throws(DescriptionError) in try field.number("high") } ?? total
        guard let written = fields["parts"] else {
            throw DescriptionError(
                entry.place, "the mixture \(entry.key) has no parts; write parts: [water, oil, salt]")
        }
        var mixture = Mixture(
            entry.key, parts: try parts(written, low: low, high: high, of: entry.key), total: total)
        if let field = fields["default"] { mixture.defaults = try defaults(field, of: mixture) }
        if let field = fields["if"] { mixture.conditions = try StudyFileParameter.conditions(field) }
        if let field = fields["describe"] { mixture.meaning = try field.text("describe") }
        return mixture
    }

    /// `[water, oil]`, or `{water: [0.2, 0.8], oil: }` with ranges of their own.
    private static func parts(
        _ written: YAMLTree, low: Double, high: Double, of name: String
    ) throws(DescriptionError) -> [Mixture.Part] {
        func part(_ name: String, _ low: Double, _ high: Double, _ value: YAMLTree) throws(DescriptionError)
            -> Mixture.Part
        {
            guard low <= high else {
                throw value.error(
                    "the range of \(name) is upside down; write [\(high.shortestText), \(low.shortestText)]")
            }
            return Mixture.Part(name, low...high)
        }
        var parts: [Mixture.Part] = []
        if case .sequence(let items) = written.content {
            for item in items { parts.append(try part(try item.text("a part of \(name)"), low, high, item)) }
            return parts
        }
        for entry in try written.entries("parts", example: example) {
            if entry.value.isNothing {
                parts.append(try part(entry.key, low, high, entry.value))
                continue
            }
            let ends = try entry.value.sequence(entry.key, example: "[0.2, 0.8]")
            guard ends.count == 2 else {
                throw entry.value.error("the range of \(entry.key) has two ends, such as [0.2, 0.8]")
            }
            parts.append(
                try part(
                    entry.key, try ends[0].number("the low end of \(entry.key)"),
                    try ends[1].number("the high end of \(entry.key)"), entry.value))
        }
        return parts
    }

    /// `[0.5, 0.3, 0.2]` in the order of the parts, or `{water: 0.5, oil: 0.3, salt: 0.2}`.
    private static func defaults(_ field: YAMLTree, of mixture: Mixture) throws(DescriptionError) -> [Double] {
        var values: [Double] = []
        if case .sequence(let items) = field.content {
            for item in items { values.append(try item.number("a part of the default of \(mixture.name)")) }
            return values
        }
        let entries = try field.entries("default", example: "{water: 0.5, oil: 0.5}")
        for part in mixture.parts {
            guard let entry = entries.first(where: { $0.key == part.name }) else {
                throw field.error("the default of \(mixture.name) does not say how much \(part.name) there is")
            }
            values.append(try entry.value.number("\(part.name) in the default of \(mixture.name)"))
        }
        if let other = entries.first(where: { entry in !mixture.parts.contains { $0.name == entry.key } }) {
            throw DescriptionError(other.place, "\(other.key) is not a part of \(mixture.name)")
        }
        return values
    }
}
