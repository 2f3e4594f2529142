import HoneCore

/// The suffixes of a `-p` flag, taken from the right until something else stands there.
struct ParameterSuffixes {
    enum NumberType {
        case int
        case float
    }

    static let words = ["log", "int", "float", "step", "ordinal", "permutation", "fixed", "default", "describe"]

    private static let describes = "describe="

    private(set) var isLog = false
    private(set) var isOrdinal = false
    private(set) var isFixed = false
    private(set) var isPermutation = false
    private(set) var type: NumberType?
    private(set) var step: Double?
    private(set) var defaultValue: QuotedText?
    private(set) var meaning: String?

    /// Removes the suffixes from the end of `segments`; the first segment is never one (`mode=log` is a text).
    init(takingFrom segments: inout [QuotedText], place: String) throws(DescriptionError) {
        while segments.count > 1, let last = segments.last, try take(last, place: place) { segments.removeLast() }
        // A colon in the words would make choices and texts out of them.
        if segments.dropFirst().contains(where: { $0.raw.hasPrefix(Self.describes) }) {
            throw DescriptionError(
                place,
                "a description with a colon stands in quotes, as in 'lr=1e-5:1e-1:describe=\"step size: of Adam\"'")
        }
    }

    /// - Returns: whether the segment is a suffix.
    private mutating func take(_ segment: QuotedText, place: String) throws(DescriptionError) -> Bool {
        func once(_ isGiven: Bool) throws(DescriptionError) {
            if isGiven {
                throw DescriptionError(place, ":\(segment.raw) is given twice, or against another suffix; drop one")
            }
        }
        switch segment.raw {
        case "log":
            try once(isLog)
            isLog = true
        case "ordinal":
            try once(isOrdinal || isFixed || isPermutation)
            isOrdinal = true
        case "permutation":
            try once(isOrdinal || isFixed || isPermutation)
            isPermutation = true
        case "fixed":
            try once(isFixed || isOrdinal || isPermutation)
            isFixed = true
        case "int":
            try once(type != nil)
            type = .int
        case "float":
            try once(type != nil)
            type = .float
        case let text where text.hasPrefix("step="):
            try once(step != nil)
            guard let number = Double(decimal: String(text.dropFirst("step=".count))) else {
                throw DescriptionError(place, "the step must be a number, such as :step=0.1, not :\(text)")
            }
            step = number
        case let text where text.hasPrefix("default="):
            try once(defaultValue != nil)
            let value = QuotedText(raw: String(text.dropFirst("default=".count)))
            guard !value.raw.isEmpty else {
                throw DescriptionError(place, "the default is missing; write :default=VALUE")
            }
            defaultValue = value
        case let text where text.hasPrefix(Self.describes):
            try once(meaning != nil)
            let words = QuotedText(raw: String(text.dropFirst(Self.describes.count)))
            guard !words.raw.isEmpty else {
                throw DescriptionError(place, "the description is missing; write :describe=\"WHAT IT DOES\"")
            }
            meaning = try words.text(place: place)
        default: return false
        }
        return true
    }
}
