import HoneBase

/// A decimal number in digits, of any size: what the bounds of a range are compared with, exactly.
struct Decimal: Hashable, Sendable {
    var isNegative: Bool
    /// Before the point, without leading zeros; `[0]` for numbers below one.
    var whole: [UInt8]
    /// Behind the point, without trailing zeros.
    var fraction: [UInt8]

    static let zero = Decimal(isNegative: false, whole: [0], fraction: [])

    init(isNegative: Bool, whole: [UInt8], fraction: [UInt8]) {
        self.whole = Array(whole.drop { $0 == 0 })
        if self.whole.isEmpty { self.whole = [0] }
        self.fraction = fraction
        while self.fraction.last == 0 { self.fraction.removeLast() }
        self.isNegative = isNegative && !(self.whole == [0] && self.fraction.isEmpty)
    }

    /// The number as it is written; a double by the shortest text that means it. nil if it is no number.
    init?(_ json: JSON) {
        switch json {
        case .integer(let value): self.init(digits: String(value))
        case .hugeInteger(let digits): self.init(digits: digits)
        case .number(let value) where value.isFinite: self.init(shortest: value)
        default: return nil
        }
    }

    private init(digits: String) {
        self.init(
            isNegative: digits.hasPrefix("-"), whole: digits.utf8.filter { $0 >= 0x30 && $0 <= 0x39 }.map { $0 - 0x30 },
            fraction: [])
    }

    /// `description` is `1.5e-07` and the like.
    private init(shortest value: Double) {
        let parts = value.magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        func digits(_ text: Substring) -> [UInt8] { text.utf8.map { $0 - 0x30 } }
        var whole = digits(mantissa[0])
        var fraction = mantissa.count > 1 ? digits(mantissa[1]) : []
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        while exponent > 0 {
            whole.append(fraction.isEmpty ? 0 : fraction.removeFirst())
            exponent -= 1
        }
        while exponent < 0 {
            fraction.insert(whole.popLast() ?? 0, at: 0)
            exponent += 1
        }
        self.init(isNegative: value < 0, whole: whole, fraction: fraction)
    }

    var isWhole: Bool { fraction.isEmpty }
    var isZero: Bool { whole == [0] && fraction.isEmpty }
    var magnitude: Decimal { Decimal(isNegative: false, whole: whole, fraction: fraction) }
    var negated: Decimal { Decimal(isNegative: !isNegative, whole: whole, fraction: fraction) }

    static func < (a: Decimal, b: Decimal) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        if a.isNegative { return b.magnitude < a.magnitude }
        if a.whole.count != b.whole.count { return a.whole.count < b.whole.count }
        if a.whole != b.whole { return a.whole.lexicographicallyPrecedes(b.whole) }
        return a.fraction.lexicographicallyPrecedes(b.fraction)
    }

    /// The whole number of this size plus one; `whole` of a number that is not negative.
    static func successor(_ whole: [UInt8]) -> [UInt8] {
        var digits = whole
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return digits
            }
            digits[index] = 0
        }
        return [1] + digits
    }

    /// One less; nil below zero.
    static func predecessor(_ whole: [UInt8]) -> [UInt8]? {
        var digits = whole
        for index in digits.indices.reversed() {
            if digits[index] > 0 {
                digits[index] -= 1
                let kept = Array(digits.drop { $0 == 0 })
                return kept.isEmpty ? [0] : kept
            }
            digits[index] = 9
        }
        return nil
    }
}

/// One end of a range of numbers.
struct DecimalBound: Hashable, Sendable {
    var value: Decimal
    /// Whether the value itself lies outside.
    var isExclusive: Bool

    var negated: DecimalBound { DecimalBound(value: value.negated, isExclusive: isExclusive) }
}
