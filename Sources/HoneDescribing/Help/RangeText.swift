import HoneCore

/// The range that a value's name or a description states.
enum RangeText {
    /// `0<=x<=1`, `x>=2`, `in the range [0, 1]`, `between 0 and 1`, `from 1 to 8`, `>= 0`, `a positive integer`.
    static func range(in text: String) -> (low: OptionValues.End?, high: OptionValues.End?) {
        typealias End = OptionValues.End
        if let match = text.firstMatch(
            of: #/([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(<=?)\s*\w+\s*(<=?)\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)/#)
        {
            return ends(match.1, match.4, isLowOpen: match.2 == "<", isHighOpen: match.3 == "<")
        }
        let brackets =
            #/(?i)\b(?:in|range|within|interval)(?: the range| interval)?:?\s*([\[(])\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*[,;]\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([\])])/#
        if let match = text.firstMatch(of: brackets) {
            return ends(match.2, match.3, isLowOpen: match.1 == "(", isHighOpen: match.4 == ")")
        }
        if let match = text.firstMatch(
            of: #/(?i)\b(?:between|from)\s+([-+]?[\d.]+(?:e[-+]?\d+)?)\s+(?:and|to)\s+([-+]?[\d.]*\d(?:e[-+]?\d+)?)/#)
        {
            return ends(match.1, match.2, isLowOpen: false, isHighOpen: false)
        }
        var low = text.firstMatch(of: #/(?:^|[^<\w.-])(?:x\s*)?(>=?)\s*([-+]?[\d.]*\d(?:[eE][-+]?\d+)?)/#).flatMap {
            end($0.2, isOpen: $0.1 == ">")
        }
        let high = text.firstMatch(of: #/(?:^|[^\w.-])(?:x\s*)?(<=?)\s*([-+]?[\d.]*\d(?:[eE][-+]?\d+)?)/#).flatMap {
            end($0.2, isOpen: $0.1 == "<")
        }
        if low == nil {
            if text.contains(#/(?i)\ba?\s*non-?negative\b/#) {
                low = End(number: 0)
            } else if text.contains(#/(?i)\ba positive integer\b/#) {
                low = End(number: 1)
            } else if text.contains(#/(?i)\ba positive (?:number|float)\b/#) {
                low = End(number: 0, isOpen: true)
            }
        }
        return (low, high)
    }

    /// The description without what absl and click add to it: types and ranges in brackets.
    static func removing(from text: String) -> String {
        text.replacing(#/\s*\((?:an?|a comma separated) [^()]*(?:number|integer|list)[^()]*\)/#, with: "")
            .replacing(#/\s*\[(?:required|[^\[\]]*\d<=?x[^\[\]]*|x[<>]=?[^\[\]]*)\]/#, with: "").trimmed
    }

    private static func ends(
        _ low: Substring, _ high: Substring, isLowOpen: Bool, isHighOpen: Bool
    ) -> (low: OptionValues.End?, high: OptionValues.End?) {
        guard let low = end(low, isOpen: isLowOpen), let high = end(high, isOpen: isHighOpen), low.number < high.number
        else {
            return (nil, nil)
        }
        return (low, high)
    }

    private static func end(_ text: Substring, isOpen: Bool) -> OptionValues.End? {
        Double(decimal: String(text)).flatMap { $0.isFinite ? OptionValues.End(number: $0, isOpen: isOpen) : nil }
    }
}
