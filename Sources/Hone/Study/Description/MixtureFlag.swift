import HoneCore

/// A mixture as `-p NAME=PARTS:simplex` writes it: `mix=water,oil,salt:simplex`, with ranges of single parts
/// `mix=water:0.2:0.8,oil,salt:simplex`; behind `:simplex` there may be `:total=T`, `:default=0.5,0.3,0.2` and `:describe=TEXT`.
public struct MixtureFlag: Sendable {
    /// The mixture that the flag describes.
    public let mixture: Mixture
    /// `-p mix=...`, for messages.
    public let place: String

    private static let word = "simplex"

    /// - Parameter text: what follows `-p`.
    /// - Returns: nil for a flag that is no mixture.
    /// - Throws: `DescriptionError` that quotes the flag. Sums are checked later, with the whole space.
    public init?(parsing text: String) throws(DescriptionError) {
        let place = ParameterFlag.prefix + text.shortened(to: 120)
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
        let name = String(text[..<equals])
        let segments = try QuotedText.split(String(text[text.index(after: equals)...]), at: ":", place: place)
        guard let end = segments.lastIndex(where: { $0.raw == Self.word }), end > 0 else { return nil }
        var total = 1.0
        var defaults: [Double]?
        var meaning: String?
        for suffix in segments[(end + 1)...] {
            let value = suffix.raw.firstIndex(of: "=").map { String(suffix.raw[suffix.raw.index(after: $0)...]) } ?? ""
            switch suffix.raw.prefix(while: { $0 != "=" }) {
            case "total": total = try Self.number(value, "the total", place)
            case "default":
                defaults = []
                for part in value.split(separator: ",", omittingEmptySubsequences: false) {
                    defaults?.append(try Self.number(String(part), "a part of the default", place))
                }
            case "describe": meaning = try QuotedText(raw: value).text(place: place)
            default:
                throw DescriptionError(
                    place, ":\(suffix.raw) is no suffix of a mixture; known: :total=T, :default=A,B,C, :describe=TEXT")
            }
        }
        let written = QuotedText(raw: segments[..<end].map(\.raw).joined(separator: ":"))
        var parts: [Mixture.Part] = []
        for item in try written.split(at: ",", place: place) {
            let pieces = try item.split(at: ":", place: place)
            guard let first = pieces.first, !first.raw.isEmpty, pieces.count == 1 || pieces.count == 3 else {
                throw DescriptionError(place, "a part is written NAME or NAME:LOW:HIGH, not \(item.raw)")
            }
            let low = try pieces.count == 3 ? Self.number(pieces[1].raw, "the low end of \(first.raw)", place) : 0
            let high = try pieces.count == 3 ? Self.number(pieces[2].raw, "the high end of \(first.raw)", place) : total
            guard low <= high else { throw DescriptionError(place, "the range of \(first.raw) is upside down") }
            parts.append(Mixture.Part(first.raw, low...high))
        }
        mixture = Mixture(name, parts: parts, total: total, default: defaults, meaning: meaning)
        self.place = place
    }

    private static func number(_ text: String, _ what: String, _ place: String) throws(DescriptionError) -> Double {
        guard let number = Double(decimal: text) else {
            throw DescriptionError(place, "\(what) must be a number, not \(text)")
        }
        return number
    }

    /// The flag that reads back as the mixture, without the `-p`; nil where flags cannot say it (conditions).
    public static func text(for mixture: Mixture) -> String? {
        guard mixture.conditions.isEmpty else { return nil }
        let parts = mixture.parts.map { part in
            part.low == 0 && part.high == mixture.total
                ? part.name : "\(part.name):\(part.low.shortestRangeText):\(part.high.shortestRangeText)"
        }
        var text = "\(mixture.name)=\(parts.joined(separator: ",")):\(word)"
        if mixture.total != 1 { text += ":total=\(mixture.total.shortestRangeText)" }
        if let defaults = mixture.defaults {
            text += ":default=\(defaults.map(\.shortestRangeText).joined(separator: ","))"
        }
        if let meaning = mixture.meaning { text += ":describe=\(ParameterValue.string(meaning).literal)" }
        return text
    }
}
