/// Numbers of a range, written in decimal without an exponent. All comparisons are of digits, so they are exact.
struct NumberTerms {
    /// Digits of a number with a fraction, in all: so many decimals are different doubles, so that who reads the number
    /// as a double finds it in the range, too.
    static let significantDigits = 15
    /// Digits of whole numbers without a bound: they fit 64 bits.
    static let wholeDigits = 18

    var terms: ByteTerms
    private let digit: Term
    private let leading: Term

    init(_ terms: consuming ByteTerms) {
        self.terms = terms
        digit = self.terms.bytes(ByteSet(0x30...0x39))
        leading = self.terms.bytes(ByteSet(0x31...0x39))
    }

    /// Whole numbers from `low` to `high`, without a bound where nil; nil if there are none. Zero has no sign.
    mutating func integers(from low: DecimalBound?, to high: DecimalBound?) -> Term? {
        let positive = natural(from: low.flatMap(Self.smallestWhole) ?? [0], to: high.map(Self.largestWhole))
        let mirrored = natural(
            from: high.map(\.negated).flatMap(Self.smallestWhole).map { $0 == [0] ? [1] : $0 } ?? [1],
            to: low.map { Self.largestWhole($0.negated) })
        return terms.either([positive, negative(mirrored)])
    }

    /// Numbers from `low` to `high`; nil if none of so many digits lies there.
    mutating func numbers(from low: DecimalBound?, to high: DecimalBound?) -> Term? {
        if low == nil, high == nil { return anyNumber() }
        let above = DecimalBound(value: .zero, isExclusive: true)
        let atLeastZero = DecimalBound(value: .zero, isExclusive: false)
        let positive = decimals(from: Self.tighter(low, atLeastZero), to: high)
        let mirrored = decimals(from: Self.tighter(high?.negated, above), to: low?.negated)
        return terms.either([positive, negative(mirrored)])
    }

    /// Any number a double holds.
    private mutating func anyNumber() -> Term {
        let sign = terms.optional(terms.literal("-".utf8))
        let zero = terms.literal("0".utf8)
        let whole = terms.sequence(leading, terms.repeated(digit, least: 0, most: Self.significantDigits - 1))
        let fraction = terms.optional(
            terms.sequence(terms.literal(".".utf8), terms.repeated(digit, least: 1, most: Self.significantDigits)))
        let exponent = terms.optional(
            terms.sequence([
                terms.bytes(ByteSet("eE".utf8)), terms.optional(terms.bytes(ByteSet("+-".utf8))), leading,
                terms.optional(digit),
            ]))
        return terms.sequence([sign, terms.either([zero, whole]) ?? zero, fraction, exponent])
    }

    private mutating func negative(_ term: Term?) -> Term? { term.map { terms.literal("-".utf8, then: $0) } }

    private static func tighter(_ bound: DecimalBound?, _ other: DecimalBound) -> DecimalBound {
        guard let bound else { return other }
        if bound.value < other.value { return other }
        if other.value < bound.value { return bound }
        return bound.isExclusive ? bound : other
    }

    // MARK: Whole numbers

    /// The smallest whole number not below the bound, if the bound is above zero; nil where zero is the smallest.
    private static func smallestWhole(_ low: DecimalBound) -> [UInt8]? {
        if low.value.isNegative { return nil }
        let isInside = low.value.isWhole && !low.isExclusive
        return isInside ? low.value.whole : Decimal.successor(low.value.whole)
    }

    /// The largest whole number not above the bound; nil if that is below zero.
    private static func largestWhole(_ high: DecimalBound) -> [UInt8]? {
        if high.value.isNegative { return nil }
        return high.value.isWhole && high.isExclusive ? Decimal.predecessor(high.value.whole) : high.value.whole
    }

    /// Whole numbers from `low` to `high`: as far as digits go if `high` is nil, none if it is `.some(nil)`.
    private mutating func natural(from low: [UInt8], to high: [UInt8]??) -> Term? {
        let most = [UInt8](repeating: 9, count: max(Self.wholeDigits, low.count + 1))
        guard let high = high ?? most else { return nil }
        if low.count > high.count { return nil }
        if low.count == high.count { return wholes(low[...], high[...]) }
        var parts = [wholes(low[...], [UInt8](repeating: 9, count: low.count)[...])]
        if low.count + 1 < high.count {
            // Of every length between the two.
            parts.append(
                terms.sequence(leading, terms.repeated(digit, least: low.count, most: high.count - 2)))
        }
        parts.append(wholes(([1] + [UInt8](repeating: 0, count: high.count - 1))[...], high[...]))
        return terms.either(parts)
    }

    /// Digits of one length from `low` to `high`.
    private mutating func wholes(_ low: ArraySlice<UInt8>, _ high: ArraySlice<UInt8>) -> Term? {
        guard let first = low.first, let last = high.first else { return terms.empty }
        if first > last { return nil }
        if low.allSatisfy({ $0 == 0 }), high.allSatisfy({ $0 == 9 }) {
            return terms.repeated(digit, least: low.count, most: low.count)
        }
        let count = low.count - 1
        let (nines, zeros) = ([UInt8](repeating: 9, count: count)[...], [UInt8](repeating: 0, count: count)[...])
        if first == last { return wholes(low.dropFirst(), high.dropFirst()).map { figure(first...first, then: $0) } }
        var parts = [wholes(low.dropFirst(), nines).map { figure(first...first, then: $0) }]
        if first + 1 < last {
            parts.append(figure(first + 1...last - 1, then: terms.repeated(digit, least: count, most: count)))
        }
        parts.append(wholes(zeros, high.dropFirst()).map { figure(last...last, then: $0) })
        return terms.either(parts)
    }

    private mutating func figure(_ range: ClosedRange<UInt8>, then rest: Term) -> Term {
        terms.sequence(terms.bytes(ByteSet(range.lowerBound + 0x30...range.upperBound + 0x30)), rest)
    }

    // MARK: Numbers with a fraction

    /// Numbers from `low`, which is not negative, to `high`.
    private mutating func decimals(from low: DecimalBound, to high: DecimalBound?) -> Term? {
        let most = Decimal(
            isNegative: false,
            whole: [UInt8](repeating: 9, count: max(Self.significantDigits, low.value.whole.count + 1)), fraction: [])
        let high = high ?? DecimalBound(value: most, isExclusive: false)
        if high.value.isNegative || high.value < low.value { return nil }
        let (first, last) = (low.value.whole, high.value.whole)
        if first == last {
            return fraction(low, high, digits: first.count).map { wholePart(first, then: $0) }
        }
        var parts = [
            fraction(low, nil, digits: first.count).map { wholePart(first, then: $0) },
            fraction(nil, high, digits: last.count).map { wholePart(last, then: $0) },
        ]
        // Whole parts between the two, those of each length with as long a fraction as is left.
        let next = Decimal.successor(first)
        if let previous = Decimal.predecessor(last), next.count <= previous.count {
            for count in next.count...previous.count {
                let least = count == next.count ? next : [1] + [UInt8](repeating: 0, count: count - 1)
                let most = count == previous.count ? previous : [UInt8](repeating: 9, count: count)
                guard let whole = wholes(least[...], most[...]), let rest = fraction(nil, nil, digits: count) else {
                    continue
                }
                parts.append(terms.sequence(whole, rest))
            }
        }
        return terms.either(parts)
    }

    private mutating func wholePart(_ digits: [UInt8], then rest: Term) -> Term {
        terms.literal(digits.map { $0 + 0x30 }, then: rest)
    }

    /// Nothing, or a point and digits, so that the number lies between the bounds with this whole part.
    private mutating func fraction(_ low: DecimalBound?, _ high: DecimalBound?, digits count: Int) -> Term? {
        let (low, high) = (low.map(Edge.init), high.map(Edge.init))
        let nothing = Edge.holdsZero(low, high) ? terms.empty : nil
        let most = Self.significantDigits - count
        let some = most > 0 ? figures(low, high, most: most, isFirst: true) : nil
        return terms.either([nothing, some.map { terms.literal(".".utf8, then: $0) }])
    }

    /// What is left of a bound behind the digits that equal its own.
    private struct Edge: Hashable {
        var digits: ArraySlice<UInt8>
        var isExclusive: Bool

        init(_ bound: DecimalBound) {
            digits = bound.value.fraction[...]
            isExclusive = bound.isExclusive
        }

        /// Whether ending here, which means zeros, lies between the two.
        static func holdsZero(_ low: Edge?, _ high: Edge?) -> Bool {
            if let low, low.isExclusive || !low.digits.isEmpty { return false }
            if let high, high.isExclusive, high.digits.isEmpty { return false }
            return true
        }

        var next: UInt8 { digits.first ?? 0 }
        var rest: Edge {
            var rest = self
            rest.digits = digits.dropFirst()
            return rest
        }
    }

    /// At most so many digits behind the point whose value lies between the edges.
    private mutating func figures(_ low: Edge?, _ high: Edge?, most: Int, isFirst: Bool = false) -> Term? {
        if low == nil, high == nil { return terms.repeated(digit, least: isFirst ? 1 : 0, most: most) }
        var parts: [Term?] = [!isFirst && Edge.holdsZero(low, high) ? terms.empty : nil]
        if most > 0 {
            for value in UInt8(0)...9 {
                if let low, value < low.next { continue }
                if let high, value > high.next { continue }
                // Beyond the digit of a bound, that bound says nothing more.
                let lowLeft = low.flatMap { value == $0.next ? $0.rest : nil }
                let highLeft = high.flatMap { value == $0.next ? $0.rest : nil }
                parts.append(figures(lowLeft, highLeft, most: most - 1).map { figure(value...value, then: $0) })
            }
        }
        return terms.either(parts)
    }
}
